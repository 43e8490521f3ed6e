using System.Text;
using System.Text.Json;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;

namespace Octobatch.GitHub.Pulls;

/// <summary>The GraphQL of looking at pull requests, and how its answer is read.</summary>
internal static class PullQuery
{
    private const string Fields = """
        id number url state isDraft headRefName headRefOid baseRefName baseRefOid isCrossRepository mergeable reviewDecision
           updatedAt mergedAt title body mergeCommit { oid } autoMergeRequest { enabledAt }
           commits(last: 1) { nodes { commit { oid statusCheckRollup { state } } } }
        """;

    public const string PullFragment =
        $$""" fragment P on PullRequest { {{Fields}} latestOpinionatedReviews(first: 20) { nodes { state author { login } } } } """;

    // Each list within costs 50 of the 100 that make a point: with the branch's parents and the pull request's commit, 50 branches are one.
    public const string BranchFragment = $$"""
         fragment P on PullRequest { {{Fields}} }
         fragment B on Repository { id databaseId nameWithOwner isArchived squashMergeAllowed rebaseMergeAllowed mergeCommitAllowed defaultBranchRef { name target { oid } } }
         fragment H on Commit { oid message committedViaWeb parents(first: 3) { nodes { oid } } author { name user { login } } }
        """;

    public static void Ask(StringBuilder text, PullKey pull)
    {
        text.Append("repository(owner: ").Literal(pull.Repository.Owner).Append(", name: ").Literal(pull.Repository.Name)
            .Append(") { pullRequest(number: ").Append(pull.Number).Append(") { ...P } }");
    }

    public static void Ask(StringBuilder text, BranchKey branch)
    {
        text.Append("repository(owner: ").Literal(branch.Repository.Owner).Append(", name: ").Literal(branch.Repository.Name)
            .Append(") { ...B ref(qualifiedName: ").Literal($"refs/heads/{branch.Branch}").Append(") { target { ...H } } ");
        if (branch.Pull is { } number)
            text.Append("pullRequest(number: ").Append(number).Append(") { ...P } }");
        else
            text.Append("pullRequests(headRefName: ").Literal(branch.Branch).Append(", first: 5, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ...P } } }");
    }

    public static GitHubResult<PullState> Read(PullKey pull, JsonElement part) =>
        part.GetProperty("pullRequest") is { ValueKind: JsonValueKind.Object } found
            ? State(found.Deserialize(PullJson.Default.PullNode)!)
            : new GitHubError(GitHubErrorKind.NotFound, $"{pull.Repository} has no pull request {pull.Number}.");

    public static GitHubResult<BranchState> Read(BranchKey branch, JsonElement part)
    {
        var node = part.Deserialize(PullJson.Default.BranchNode)!;
        return new BranchState(
            node.Id, node.NameWithOwner, node.IsArchived, node.DefaultBranchRef?.Name, node.DefaultBranchRef?.Target?.Oid, node.Ref?.Target?.Oid,
            [.. (node.PullRequests?.Nodes ?? (node.PullRequest is { } one ? [one] : [])).Select(State)])
        {
            MergeMethods = [
                .. node.SquashMergeAllowed ? (string[])["SQUASH"] : [], .. node.RebaseMergeAllowed ? (string[])["REBASE"] : [],
                .. node.MergeCommitAllowed ? (string[])["MERGE"] : [],
            ],
            RepositoryNumber = node.DatabaseId,
            HeadCommit = node.Ref?.Target is { } head
                // Not messageHeadline, which GitHub cuts.
                ? new((head.Message ?? "").Split('\n')[0], [.. (head.Parents?.Nodes ?? []).Select(parent => parent.Oid)], head.Author?.User?.Login ?? head.Author?.Name, head.CommittedViaWeb)
                : null,
        };
    }

    private static PullState State(PullNode node)
    {
        // The rollup of a commit that is no longer the head says nothing of the one that is.
        var commit = node.Commits.Nodes is [var last, ..] ? last.Commit : null;
        var checks = commit?.Oid == node.HeadRefOid ? commit.StatusCheckRollup?.State : null;
        return new(
            node.Id, node.Number, node.Url, node.State, node.IsDraft, node.HeadRefName, node.HeadRefOid, node.BaseRefName, node.BaseRefOid,
            node.Mergeable, node.ReviewDecision, checks, node.UpdatedAt)
        {
            FromFork = node.IsCrossRepository,
            MergedAt = node.MergedAt,
            MergeCommit = node.MergeCommit?.Oid,
            Title = node.Title,
            Body = node.Body,
            AutoMerge = node.AutoMergeRequest is not null,
            Reviews = [.. (node.LatestOpinionatedReviews?.Nodes ?? []).Select(review => new PullReview(review.Author?.Login, review.State))],
        };
    }
}
