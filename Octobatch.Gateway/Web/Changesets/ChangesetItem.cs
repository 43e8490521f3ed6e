namespace Octobatch.Gateway.Web.Changesets;

/// <summary>A changeset as the API gives it; one alone has what stands below too.</summary>
public sealed record ChangesetItem(
    string Repository, string State, string? Reason, string? ReasonCode, bool? Retryable, string? Checks, string? Review, string? Mergeable, int Files, int Additions,
    int Deletions, string? PatchHash, string? BaseCommit, int? Preview, string? Branch, PullRequestLink? PullRequest, int? Wave, WaitingFor? Waiting, DateTimeOffset UpdatedAt)
{
    public string? DefaultBranch { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public DateTimeOffset? MergedAt { get; init; }
}

public sealed record PullRequestLink(int Number, string Url);

public sealed record WaitingFor(string Reason, DateTimeOffset? Until);

/// <summary>One thing that happened to a changeset.</summary>
public sealed record TimelineItem(DateTimeOffset At, string Event, string State, int? Run, string By, string? Detail);
