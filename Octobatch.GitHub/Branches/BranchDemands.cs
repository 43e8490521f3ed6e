using System.Text.Json;

namespace Octobatch.GitHub.Branches;

/// <summary>What a branch asks of those who change it, from its rules and, where it may be read, its protection.</summary>
public sealed record BranchDemands
{
    private static readonly string[] AboutMerging = ["pull_request", "required_status_checks", "merge_queue", "required_deployments", "code_scanning", "workflows"];

    /// <summary>Whether the branch changes by pull requests only.</summary>
    public bool RequiresPullRequest { get; private init; }

    public int RequiredApprovals { get; private init; }

    /// <summary>Whether an owner of changed code must approve.</summary>
    public bool RequiresCodeOwner { get; private init; }

    /// <summary>The names of the checks that must pass, each once.</summary>
    public IReadOnlyList<string> RequiredChecks { get; private init; } = [];

    /// <summary>Whether pull requests are merged by a queue.</summary>
    public bool HasMergeQueue { get; private init; }

    /// <summary>Whether every commit must be signed. Those that GitHub makes for an App are.</summary>
    public bool RequiresSignatures { get; private init; }

    /// <summary>
    /// The types of rules that may refuse a push to this branch, sorted: <c>creation</c>, <c>update</c>, <c>deletion</c>, <c>non_fast_forward</c>,
    /// <c>required_signatures</c>, patterns of names and messages, restrictions of files. Asked of our own branch, it says why publishing would fail.
    /// </summary>
    public IReadOnlyList<string> OnPush { get; private init; } = [];

    /// <summary>Whether a new branch with this name is refused to an App that may not bypass the rules.</summary>
    public bool RefusesCreation => OnPush.Contains("creation");

    /// <summary>Whether moving the branch is refused to an App that may not bypass the rules.</summary>
    public bool RefusesUpdate => OnPush.Contains("update") || RequiresPullRequest;

    /// <param name="protection">Null: there is none, or it may not be read.</param>
    public static BranchDemands Of(IReadOnlyList<BranchRule> rules, BranchProtection? protection)
    {
        var reviews = protection?.RequiredPullRequestReviews;
        var (checks, approvals, owner) = (new List<string>(protection?.RequiredStatusChecks?.Contexts ?? []), reviews?.RequiredApprovingReviewCount ?? 0, reviews?.RequireCodeOwnerReviews ?? false);
        foreach (var rule in rules)
        {
            if (rule is { Type: "pull_request", Parameters: { ValueKind: JsonValueKind.Object } asked })
            {
                approvals = Math.Max(approvals, asked.TryGetProperty("required_approving_review_count", out var count) ? count.GetInt32() : 0);
                owner |= asked.TryGetProperty("require_code_owner_review", out var code) && code.ValueKind == JsonValueKind.True;
            }
            else if (rule is { Type: "required_status_checks", Parameters: { ValueKind: JsonValueKind.Object } wanted }
                && wanted.TryGetProperty("required_status_checks", out var list))
            {
                checks.AddRange(list.EnumerateArray().Select(check => check.GetProperty("context").GetString()!));
            }
        }

        return new()
        {
            RequiresPullRequest = reviews is not null || rules.Any(rule => rule.Type == "pull_request"),
            RequiredApprovals = approvals,
            RequiresCodeOwner = owner,
            RequiredChecks = [.. checks.Distinct(StringComparer.Ordinal)],
            HasMergeQueue = rules.Any(rule => rule.Type == "merge_queue"),
            RequiresSignatures = protection?.RequiredSignatures?.IsEnabled is true || rules.Any(rule => rule.Type == "required_signatures"),
            OnPush = [.. rules.Select(rule => rule.Type).Concat(Restrictions(protection)).Except(AboutMerging).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    private static IEnumerable<string> Restrictions(BranchProtection? protection)
    {
        if (protection is null)
            yield break;
        if (protection.LockBranch?.IsEnabled is true || protection.Restrictions is { ValueKind: JsonValueKind.Object })
            yield return "update";
        if (protection.AllowForcePushes?.IsEnabled is false)
            yield return "non_fast_forward";
        if (protection.RequiredSignatures?.IsEnabled is true)
            yield return "required_signatures";
        if (protection.RequiredLinearHistory?.IsEnabled is true)
            yield return "required_linear_history";
    }
}
