using GraphQL;
using LibGit2Sharp;
using Octobatch.GitHubSimulator.Checks;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Issues;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Pulls;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>Pull requests, their reviews, comments and files.</summary>
internal static class PullTypes
{
    public static void Add(Resolvers resolvers)
    {
        var pull = resolvers.Type<PullNode>("PullRequest");
        AddPlain(pull);
        AddBranches(pull);
        AddLists(pull);
        AddComputed(pull);
        resolvers.Type<PullCommitNode>("PullRequestCommit")
            .Field("commit", node => new CommitNode(node.Pull.Scope, node.Sha))
            .Field("id", node => NodeIds.Of("PURC", $"{node.Pull.Scope.Repository.Id}:{node.Pull.Pull.Number}:{node.Sha}"))
            .Field("pullRequest", node => node.Pull)
            .Field("resourcePath", node => $"{Path(node.Pull)}/commits/{node.Sha}")
            .Field("url", node => $"{node.Pull.Scope.Urls.Root}{Path(node.Pull)}/commits/{node.Sha}");
        resolvers.Type<FileNode>("PullRequestChangedFile")
            .Field("additions", node => node.Additions)
            .Field("changeType", node => node.ChangeType)
            .Field("deletions", node => node.Deletions)
            .Field("path", node => node.Path);
        resolvers.Type<ReviewNode>("PullRequestReview")
            .Field("author", (node, context) => new OwnerNode(Session.Of(context), node.Review.Author))
            .Field("body", node => node.Review.Body)
            .Field("commit", node => new CommitNode(node.Pull.Scope, node.Review.CommitSha))
            .Field("createdAt", node => node.Review.SubmittedAt)
            .Field("databaseId", node => (int)node.Review.Id)
            .Field("id", node => NodeIds.Of("PRR", $"{node.Pull.Scope.Repository.Id}:{node.Pull.Pull.Number}:{node.Review.Id}"))
            .Field("pullRequest", node => node.Pull)
            .Field("resourcePath", node => $"{Path(node.Pull)}#pullrequestreview-{node.Review.Id}")
            .Field("state", node => node.Review.State)
            .Field("submittedAt", node => node.Review.SubmittedAt)
            .Field("updatedAt", node => node.Review.SubmittedAt)
            .Field("url", node => $"{node.Pull.Scope.Urls.Root}{Path(node.Pull)}#pullrequestreview-{node.Review.Id}");
        resolvers.Type<RequestNode>("ReviewRequest")
            .Field("databaseId", _ => null)
            .Field("id", node => NodeIds.Of("RR", $"{node.Pull.Scope.Repository.Id}:{node.Pull.Pull.Number}:{node.Key}"))
            .Field("pullRequest", node => node.Pull)
            .Field("requestedReviewer", node => node.Reviewer);
        resolvers.Type<PullNode>("AutoMergeRequest")
            .Field("authorEmail", _ => null)
            .Field("commitBody", _ => null)
            .Field("commitHeadline", _ => null)
            .Field("enabledAt", node => node.Pull.UpdatedAt)
            .Field("enabledBy", (node, context) => new OwnerNode(Session.Of(context), node.Pull.Author))
            .Field("mergeMethod", node => node.Pull.AutoMergeMethod!.ToUpperInvariant())
            .Field("pullRequest", node => node);
        resolvers.Type<CommentNode>("IssueComment")
            .Field("author", (node, context) => new OwnerNode(Session.Of(context), node.Comment.Author))
            .Field("body", node => node.Comment.Body)
            .Field("createdAt", node => node.Comment.CreatedAt)
            .Field("databaseId", node => (int)node.Comment.Id)
            .Field("id", node => NodeIds.Of("IC", $"{node.Pull.Scope.Repository.Id}:{node.Pull.Pull.Number}:{node.Comment.Id}"))
            .Field("resourcePath", node => $"{Path(node.Pull)}#issuecomment-{node.Comment.Id}")
            .Field("updatedAt", node => node.Comment.CreatedAt)
            .Field("url", node => $"{node.Pull.Scope.Urls.Root}{Path(node.Pull)}#issuecomment-{node.Comment.Id}");
    }

    private static void AddPlain(TypeResolvers<PullNode> type) => type
        .Field("author", (node, context) => new OwnerNode(Session.Of(context), node.Pull.Author))
        .Field("autoMergeRequest", node => node.Pull.AutoMergeMethod is null ? null : node)
        .Field("body", node => node.Pull.Body)
        .Field("closed", node => !node.Pull.IsOpen)
        .Field("closedAt", node => node.Pull.ClosedAt)
        .Field("createdAt", node => node.Pull.CreatedAt)
        .Field("databaseId", node => (int)node.Pull.Id)
        .Field("fullDatabaseId", node => node.Pull.Id.ToString())
        .Field("id", node => PullJson.NodeId(node.Scope, node.Pull))
        .Field("isCrossRepository", node => node.Pull.Fork is not null)
        .Field("isDraft", node => node.Pull.IsDraft)
        .Field("locked", _ => false)
        .Field("maintainerCanModify", _ => false)
        .Field("merged", node => node.Pull.MergedAt is not null)
        .Field("mergedAt", node => node.Pull.MergedAt)
        .Field("mergedBy", (node, context) => node.Pull.MergedBy is { } merger ? new OwnerNode(Session.Of(context), merger) : null)
        .Field("number", node => node.Pull.Number)
        .Field("permalink", node => node.Scope.Urls.Root + Path(node))
        .Field("repository", node => new RepositoryNode(node.Scope))
        .Field("resourcePath", Path)
        .Field("state", node => node.Pull.State)
        .Field("title", node => node.Pull.Title)
        .Field("updatedAt", node => node.Pull.UpdatedAt)
        .Field("url", node => node.Scope.Urls.Root + Path(node));

    private static void AddBranches(TypeResolvers<PullNode> type) => type
        .Field("baseRefName", node => node.Pull.BaseRef)
        .Field("baseRepository", node => new RepositoryNode(node.Scope))
        .Field("headRefName", node => node.Pull.HeadRef)
        .Field("headRefOid", node => node.Pull.HeadSha)
        .Field("headRepository", node => node.Pull.Fork is null ? new RepositoryNode(node.Scope) : null)
        .Field("mergeCommit", node => node.Pull.MergeCommitSha is { } sha ? new CommitNode(node.Scope, sha) : null)
        .Locked("baseRef", node => node.Scope, (node, _) => Branch(node.Scope, node.Pull.BaseRef))
        .Locked("baseRefOid", node => node.Scope, (node, _) => node.Scope.Base(node.Pull)?.Sha ?? node.Pull.BaseSha)
        .Locked("headRef", node => node.Scope, (node, _) => node.Pull.Fork is null ? Branch(node.Scope, node.Pull.HeadRef) : null);

    private static void AddLists(TypeResolvers<PullNode> type) => type
        .Locked("assignees", node => node.Scope, (node, context) => Connection.Of(context, node.Pull.Assignees, person => new OwnerNode(Session.Of(context), person)))
        .Locked("comments", node => node.Scope, (node, context) => Connection.Of(context, node.Pull.Comments, comment => new CommentNode(node, comment)))
        .Locked("commits", node => node.Scope, (node, context) => Connection.Of(context, node.Scope.Commits(node.Pull).Select(commit => commit.Sha).ToList(), sha => new PullCommitNode(node, sha)))
        .Locked("files", node => node.Scope, Files)
        .Locked("labels", node => node.Scope, (node, context) => Connection.Of(context, node.Pull.Labels, name => new LabelNode(node.Scope, node.Scope.Repository.LabelNamed(name)!)))
        .Locked("latestOpinionatedReviews", node => node.Scope, (node, context) => Connection.Of(context, PullState.Latest(node.Pull), review => new ReviewNode(node, review)))
        .Locked("latestReviews", node => node.Scope, (node, context) => Connection.Of(
            context, node.Pull.Reviews.GroupBy(review => review.Author.Id).Select(reviews => reviews.Last()).ToList(), review => new ReviewNode(node, review)))
        .Locked("reviewRequests", node => node.Scope, Requests)
        .Locked("reviews", node => node.Scope, (node, context) =>
        {
            var states = context.GetArgument<List<string>?>("states");
            return Connection.Of(context, node.Pull.Reviews.Where(review => states?.Contains(review.State) is not false).ToList(), review => new ReviewNode(node, review));
        });

    private static void AddComputed(TypeResolvers<PullNode> type) => type
        .Locked("additions", node => node.Scope, (node, _) => node.Scope.Patch(node.Pull)?.LinesAdded ?? 0)
        .Locked("changedFiles", node => node.Scope, (node, _) => node.Scope.Patch(node.Pull)?.Count() ?? 0)
        .Locked("deletions", node => node.Scope, (node, _) => node.Scope.Patch(node.Pull)?.LinesDeleted ?? 0)
        .Locked("mergeable", node => node.Scope, (node, _) => node.Scope.CanMerge(node.Pull) switch { true => "MERGEABLE", false => "CONFLICTING", _ => "UNKNOWN" })
        .Locked("mergeStateStatus", node => node.Scope, (node, _) => node.Scope.MergeState(node.Pull))
        .Locked("reviewDecision", node => node.Scope, (node, _) => node.Scope.Decision(node.Pull))
        .Locked("statusCheckRollup", node => node.Scope,
            (node, _) => CheckState.RollupOf(node.Scope.Repository, node.Pull.HeadSha) is null ? null : new RollupNode(node.Scope, node.Pull.HeadSha));

    private static Connection Files(PullNode node, IResolveFieldContext context)
    {
        using var patch = node.Scope.Patch(node.Pull);
        return Connection.Of(context, patch?.ToList() ?? [], entry => new FileNode(entry.Path, entry.LinesAdded, entry.LinesDeleted, entry.Status switch
        {
            ChangeKind.Added => "ADDED",
            ChangeKind.Deleted => "DELETED",
            ChangeKind.Renamed => "RENAMED",
            ChangeKind.Copied => "COPIED",
            ChangeKind.Modified => "MODIFIED",
            _ => "CHANGED",
        }));
    }

    private static Connection Requests(PullNode node, IResolveFieldContext context)
    {
        var session = Session.Of(context);
        var people = node.Pull.RequestedReviewers.Select(person => new RequestNode(node, new OwnerNode(session, person), person.Login));
        var teams = node.Pull.RequestedTeams.Select(team => new RequestNode(node, new TeamNode(session, node.Scope.Repository.Owner, team), $"team {team}"));
        return Connection.Of(context, people.Concat(teams).ToList(), request => request);
    }

    private static RefNode? Branch(RepositoryScope scope, string name) => scope.Git.Branch(name) is null ? null : new RefNode(scope, $"refs/heads/{name}");

    private static string Path(PullNode node) => $"/{node.Scope.Repository.FullName}/pull/{node.Pull.Number}";
}
