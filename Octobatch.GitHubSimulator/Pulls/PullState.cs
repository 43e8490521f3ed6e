using LibGit2Sharp;
using Octobatch.GitHubSimulator.Checks;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Rules;

namespace Octobatch.GitHubSimulator.Pulls;

/// <summary>What follows from a pull request, its branches, checks and reviews.</summary>
internal static class PullState
{
    public static Commit? Head(this RepositoryScope scope, PullRequest pull) => scope.Git.FindExact<Commit>(pull.HeadSha);

    /// <summary>Where the base is now; for one that is merged or closed, where it was.</summary>
    public static Commit? Base(this RepositoryScope scope, PullRequest pull) =>
        pull.IsOpen ? scope.Git.Branch(pull.BaseRef) : scope.Git.FindExact<Commit>(pull.BaseSha);

    /// <summary>Whether the change can be merged without a conflict; null for one that is closed.</summary>
    public static bool? CanMerge(this RepositoryScope scope, PullRequest pull) =>
        pull.IsOpen && scope.Head(pull) is { } head && scope.Base(pull) is { } main
            ? scope.Git.ObjectDatabase.CanMergeWithoutConflict(main, head)
            : null;

    /// <summary><c>APPROVED</c>, <c>CHANGES_REQUESTED</c>, <c>REVIEW_REQUIRED</c>, or null when nobody asks for a review.</summary>
    public static string? Decision(this RepositoryScope scope, PullRequest pull)
    {
        var latest = Latest(pull);
        if (latest.Any(review => review.State is "CHANGES_REQUESTED"))
            return "CHANGES_REQUESTED";
        var required = RuleCheck.Asked(scope.Repository, pull.BaseRef)?.RequiredApprovals ?? 0;
        if (required is 0)
            return latest.Any(review => review.State is "APPROVED") ? "APPROVED" : null;
        return latest.Count(review => review.State is "APPROVED") >= required ? "APPROVED" : "REVIEW_REQUIRED";
    }

    /// <summary>Each person's last review that says yes or no.</summary>
    public static IReadOnlyList<Review> Latest(PullRequest pull) =>
    [
        .. pull.Reviews.Where(review => review.State is not "COMMENTED").GroupBy(review => review.Author.Id).Select(reviews => reviews.Last()),
    ];

    /// <summary>Why it cannot be merged now, in GitHub's words; null when it can.</summary>
    public static string? Blocked(this RepositoryScope scope, PullRequest pull)
    {
        if (!pull.IsOpen)
            return "Pull Request is not mergeable";
        if (pull.IsDraft)
            return "Pull Request is still a draft";
        if (scope.CanMerge(pull) is not true)
            return "Pull Request is not mergeable";
        if (RuleCheck.Asked(scope.Repository, pull.BaseRef) is not { } rule)
            return null;
        if (rule.RequiredApprovals > 0 && scope.Decision(pull) is not "APPROVED")
            return $"At least {rule.RequiredApprovals} approving review{(rule.RequiredApprovals is 1 ? " is" : "s are")} required by reviewers with write access.";
        return CheckState.Missing(scope.Repository, rule.RequiredChecks, pull.HeadSha).FirstOrDefault() is { } missing
            ? $"Required status check \"{missing}\" is expected."
            : null;
    }

    /// <summary>GitHub's "merge state": <c>CLEAN</c>, <c>UNSTABLE</c>, <c>BLOCKED</c>, <c>DIRTY</c>, <c>DRAFT</c> or <c>UNKNOWN</c>.</summary>
    public static string MergeState(this RepositoryScope scope, PullRequest pull)
    {
        if (!pull.IsOpen)
            return "UNKNOWN";
        if (pull.IsDraft)
            return "DRAFT";
        if (scope.CanMerge(pull) is not true)
            return "DIRTY";
        if (scope.Blocked(pull) is not null)
            return "BLOCKED";
        return CheckState.RollupOf(scope.Repository, pull.HeadSha) is null or "SUCCESS" ? "CLEAN" : "UNSTABLE";
    }

    /// <summary>The commits of the change, oldest first.</summary>
    public static IReadOnlyList<Commit> Commits(this RepositoryScope scope, PullRequest pull)
    {
        if (scope.Head(pull) is not { } head || scope.Git.FindExact<Commit>(pull.BaseSha) is not { } from)
            return [];
        var since = pull.IsOpen && scope.Base(pull) is { } now ? now : from;
        return [.. scope.Git.Since(head, since).Reverse()];
    }

    /// <summary>The change itself: what the head has more than where it left the base.</summary>
    public static Patch? Patch(this RepositoryScope scope, PullRequest pull)
    {
        if (scope.Head(pull) is not { } head || scope.Base(pull) is not { } main)
            return null;
        var common = scope.Git.ObjectDatabase.FindMergeBase(main, head);
        return scope.Git.Diff.Compare<Patch>(common?.Tree, head.Tree);
    }
}
