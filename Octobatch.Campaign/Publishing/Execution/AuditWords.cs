using System.Text.Json;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.ServiceDefaults.Audit;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>The audit row of one write on GitHub.</summary>
internal static class AuditWords
{
    /// <param name="unclear">Nobody knows whether it took place.</param>
    public static AuditEntry Of(Job job, Operation operation, string? tokenSha256, bool unclear, DateTimeOffset at) =>
        new(job.Claim.By, Action(operation), $"changeset:{job.Claim.Campaign}/{job.Claim.Repository}")
        {
            At = at,
            Campaign = job.Claim.Campaign,
            Repository = job.Claim.Repository,
            TokenSha256 = tokenSha256 is null ? null : Convert.FromHexString(tokenSha256),
            Details = JsonSerializer.Serialize(new { branch = job.Row.Branch, pull_request = job.Row.Pull, commit = job.Row.Head, run = job.Claim.PublishRun, unclear }),
        };

    private static string Action(Operation operation) => operation switch
    {
        Publish => "pull_request.published",
        Push => "branch.pushed",
        OpenPull => "pull_request.opened",
        UpdateText => "pull_request.changed",
        AddLabels => "labels.added",
        RequestReviews => "reviews.requested",
        AddAssignees => "assignees.added",
        EnableAutoMerge => "auto_merge.enabled",
        DisableAutoMerge => "auto_merge.disabled",
        MarkReady => "pull_request.marked_ready",
        ConvertToDraft => "pull_request.made_draft",
        Merge => "pull_request.merged",
        ClosePull => "pull_request.closed",
        Reopen => "pull_request.reopened",
        DeleteBranch => "branch.deleted",
        Comment or LinkReplacement => "comment.created",
        _ => throw new InvalidOperationException($"{operation.GetType().Name} writes nothing."),
    };
}
