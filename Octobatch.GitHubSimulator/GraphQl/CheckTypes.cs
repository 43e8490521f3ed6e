using GraphQL;
using Octobatch.GitHubSimulator.Checks;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Rules;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>What checks and statuses say about a commit.</summary>
internal static class CheckTypes
{
    public static void Add(Resolvers resolvers)
    {
        resolvers.Type<RollupNode>("StatusCheckRollup")
            .Field("commit", node => new CommitNode(node.Scope, node.Sha))
            .Field("id", node => NodeIds.Of("SCR", $"{node.Scope.Repository.Id}:{node.Sha}"))
            .Locked("state", node => node.Scope, (node, _) => CheckState.RollupOf(node.Scope.Repository, node.Sha))
            .Locked("contexts", node => node.Scope, (node, context) => Connection.Of(context, Contexts(node), item => item));
        resolvers.Type<RunNode>("CheckRun")
            .Field("completedAt", node => node.Run.CompletedAt)
            .Field("conclusion", node => node.Run.Conclusion?.ToUpperInvariant())
            .Field("databaseId", node => (int)node.Run.Id)
            .Field("detailsUrl", node => node.Run.DetailsUrl)
            .Field("externalId", node => node.Run.ExternalId)
            .Field("id", node => NodeIds.Of("CR", $"{node.Scope.Repository.Id}:{node.Run.Id}"))
            .Field("isRequired", node => IsRequired(node.Scope, node.Run.Name))
            .Field("name", node => node.Run.Name)
            .Field("permalink", node => $"{node.Scope.Urls.Root}/{node.Scope.Repository.FullName}/runs/{node.Run.Id}")
            .Field("repository", node => new RepositoryNode(node.Scope))
            .Field("resourcePath", node => $"/{node.Scope.Repository.FullName}/runs/{node.Run.Id}")
            .Field("startedAt", node => node.Run.StartedAt)
            .Field("status", node => node.Run.Status.ToUpperInvariant())
            .Field("summary", node => node.Run.Summary)
            .Field("text", _ => null)
            .Field("title", node => node.Run.Title)
            .Field("url", node => $"{node.Scope.Urls.Root}/{node.Scope.Repository.FullName}/runs/{node.Run.Id}");
        resolvers.Type<StatusNode>("StatusContext")
            .Field("avatarUrl", node => $"{node.Scope.Urls.Root}/avatars/{node.Status.Creator.Id}")
            .Field("commit", node => new CommitNode(node.Scope, node.Status.Sha))
            .Field("context", node => node.Status.Context)
            .Field("createdAt", node => node.Status.CreatedAt)
            .Field("creator", (node, context) => new OwnerNode(Session.Of(context), node.Status.Creator))
            .Field("description", node => node.Status.Description)
            .Field("id", node => NodeIds.Of("SC", $"{node.Scope.Repository.Id}:{node.Status.Id}"))
            .Field("isRequired", node => IsRequired(node.Scope, node.Status.Context))
            .Field("state", node => node.Status.State.ToUpperInvariant())
            .Field("targetUrl", node => node.Status.TargetUrl);
    }

    private static List<object> Contexts(RollupNode node) =>
    [
        .. CheckState.RunsOf(node.Scope.Repository, node.Sha).Select(run => new RunNode(node.Scope, run)),
        .. CheckState.StatusesOf(node.Scope.Repository, node.Sha).Select(status => new StatusNode(node.Scope, status)),
    ];

    private static bool IsRequired(RepositoryScope scope, string name) =>
        RuleCheck.Asked(scope.Repository, scope.Repository.DefaultBranch)?.RequiredChecks.Contains(name) is true;
}
