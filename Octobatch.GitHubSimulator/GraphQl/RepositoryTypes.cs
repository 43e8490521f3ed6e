using GraphQL;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Pulls;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>Repositories and what hangs on them directly.</summary>
internal static class RepositoryTypes
{
    public static void Add(Resolvers resolvers)
    {
        resolvers.Type<RepositoryNode>("Repository")
            .Field("autoMergeAllowed", node => node.Scope.Repository.AllowAutoMerge)
            .Field("createdAt", node => node.Scope.Repository.CreatedAt)
            .Field("databaseId", node => (int)node.Scope.Repository.Id)
            .Field("deleteBranchOnMerge", _ => false)
            .Field("description", node => node.Scope.Repository.Description)
            .Field("diskUsage", node => (int)node.Scope.Repository.SizeKilobytes)
            .Field("forkCount", _ => 0)
            .Field("hasIssuesEnabled", _ => true)
            .Field("id", node => NodeIds.Of("R", node.Scope.Repository.Id))
            .Field("isArchived", node => node.Scope.Repository.IsArchived)
            .Field("isDisabled", node => node.Scope.Repository.IsDisabled)
            .Field("isFork", node => node.Scope.Repository.IsFork)
            .Field("isInOrganization", node => node.Scope.Repository.Owner.IsOrganization)
            .Field("isLocked", _ => false)
            .Field("isMirror", _ => false)
            .Field("isPrivate", node => node.Scope.Repository.IsPrivate)
            .Field("isTemplate", _ => false)
            .Field("languages", (node, context) => Connection.Of(context, Languages(node), language => language))
            .Field("mergeCommitAllowed", node => node.Scope.Repository.MergeMethods.Contains("merge"))
            .Field("name", node => node.Scope.Repository.Name)
            .Field("nameWithOwner", node => node.Scope.Repository.FullName)
            .Field("owner", (node, context) => new OwnerNode(Session.Of(context), node.Scope.Repository.Owner))
            .Field("primaryLanguage", node => Languages(node).FirstOrDefault())
            .Field("pushedAt", node => node.Scope.Repository.PushedAt)
            .Field("rebaseMergeAllowed", node => node.Scope.Repository.MergeMethods.Contains("rebase"))
            .Field("repositoryTopics", (node, context) => Connection.Of(context, node.Scope.Repository.Topics, topic => new TopicNode(node.Scope, topic)))
            .Field("resourcePath", node => $"/{node.Scope.Repository.FullName}")
            .Field("squashMergeAllowed", node => node.Scope.Repository.MergeMethods.Contains("squash"))
            .Field("sshUrl", node => $"git@{new Uri(node.Scope.Urls.Root).Host}:{node.Scope.Repository.FullName}.git")
            .Field("stargazerCount", node => node.Scope.Repository.Stars)
            .Field("updatedAt", node => node.Scope.Repository.UpdatedAt)
            .Field("url", node => $"{node.Scope.Urls.Root}/{node.Scope.Repository.FullName}")
            .Field("viewerPermission", Permission)
            .Field("visibility", node => node.Scope.Repository.Visibility.ToUpperInvariant())
            .Locked("isEmpty", node => node.Scope, (node, _) => node.Scope.Git.Branch(node.Scope.Repository.DefaultBranch) is null)
            .Locked("defaultBranchRef", node => node.Scope, (node, context) => Ref(node, context, $"refs/heads/{node.Scope.Repository.DefaultBranch}"))
            .Locked("ref", node => node.Scope, (node, context) => Ref(node, context, Full(context.GetArgument<string>("qualifiedName"))))
            .Locked("refs", node => node.Scope, Refs)
            .Locked("object", node => node.Scope, Object)
            .Locked("label", node => node.Scope,
                (node, context) => node.Scope.Repository.LabelNamed(context.GetArgument<string>("name")) is { } label ? new LabelNode(node.Scope, label) : null)
            .Locked("labels", node => node.Scope, (node, context) => Connection.Of(context, node.Scope.Repository.Labels, label => new LabelNode(node.Scope, label)))
            .Locked("pullRequest", node => node.Scope, (node, context) => node.Scope.Repository.PullNumbered(context.GetArgument<int>("number")) is { } pull
                ? new PullNode(node.Scope, pull)
                : throw GraphError.NotFound($"Could not resolve to a PullRequest with the number of {context.GetArgument<int>("number")}."))
            .Locked("pullRequests", node => node.Scope, (node, context) => Pulls(node.Scope, context, node.Scope.Simulator.Visible(node.Scope.Repository)))
            .Locked("branchProtectionRules", node => node.Scope, (node, context) => Connection.Of(
                context, [.. node.Scope.Repository.Protections.OrderBy(rule => rule.Key, StringComparer.Ordinal)], rule => new ProtectionNode(node.Scope, rule.Key, rule.Value)));
        resolvers.Type<TopicNode>("RepositoryTopic")
            .Field("id", node => NodeIds.Of("RT", $"{node.Scope.Repository.Id}:{node.Name}"))
            .Field("topic", node => node.Name)
            .Field("resourcePath", node => $"/topics/{node.Name}")
            .Field("url", node => $"{node.Scope.Urls.Root}/topics/{node.Name}");
        resolvers.Type<string>("Topic").Field("id", name => NodeIds.Of("TO", name)).Field("name", name => name);
        resolvers.Type<string>("Language").Field("id", name => NodeIds.Of("LG", name)).Field("name", name => name).Field("color", _ => "#178600");
        resolvers.Type<ProtectionNode>("BranchProtectionRule")
            .Field("id", node => NodeIds.Of("BPR", $"{node.Scope.Repository.Id}:{node.Pattern}"))
            .Field("databaseId", _ => null)
            .Field("pattern", node => node.Pattern)
            .Field("requiredApprovingReviewCount", node => node.Rule.RequiredApprovals)
            .Field("requiredStatusCheckContexts", node => node.Rule.RequiredChecks)
            .Field("requiresApprovingReviews", node => node.Rule.RequiredApprovals > 0)
            .Field("requiresStatusChecks", node => node.Rule.RequiredChecks.Count > 0);
        resolvers.Type<LabelNode>("Label")
            .Field("color", node => node.Label.Color)
            .Field("createdAt", node => node.Scope.Repository.CreatedAt)
            .Field("description", node => node.Label.Description)
            .Field("id", node => NodeIds.Of("LA", $"{node.Scope.Repository.Id}:{node.Label.Name}"))
            .Field("isDefault", node => node.Label.Name is "bug" or "dependencies")
            .Field("name", node => node.Label.Name)
            .Field("resourcePath", node => $"/{node.Scope.Repository.FullName}/labels/{node.Label.Name}")
            .Field("url", node => $"{node.Scope.Urls.Root}/{node.Scope.Repository.FullName}/labels/{node.Label.Name}");
    }

    /// <summary>A connection of pull requests, filtered by the arguments that all such connections share.</summary>
    public static Connection Pulls(RepositoryScope scope, IResolveFieldContext context, IEnumerable<PullRequest> pulls)
    {
        Session.Of(context).Demand(scope, "pull_requests", Access.Read);
        var states = context.GetArgument<List<string>?>("states");
        var (head, target) = (context.GetArgument<string?>("headRefName"), context.GetArgument<string?>("baseRefName"));
        var labels = context.GetArgument<List<string>?>("labels");
        var order = context.GetArgument<Dictionary<string, object?>?>("orderBy");
        var found = pulls
            .Where(pull => states is null || states.Contains(pull.State))
            .Where(pull => head is null || pull.HeadRef == head)
            .Where(pull => target is null || pull.BaseRef == target)
            .Where(pull => labels is null || pull.Labels.Intersect(labels).Any());
        var sorted = order?["field"] is "UPDATED_AT" ? found.OrderBy(pull => pull.UpdatedAt).ThenBy(pull => pull.Number) : found.OrderBy(pull => pull.Number);
        return Connection.Of(context, order?["direction"] is "DESC" ? sorted.Reverse().ToList() : sorted.ToList(), pull => new PullNode(scope, pull));
    }

    public static string Full(string name) => name.StartsWith("refs/", StringComparison.Ordinal) ? name : $"refs/heads/{name}";

    private static RefNode? Ref(RepositoryNode node, IResolveFieldContext context, string name)
    {
        Session.Of(context).Demand(node.Scope, "contents", Access.Read, or: "metadata");
        return LibGit2Sharp.Reference.IsValidName(name) && node.Scope.Git.Refs[name] is not null ? new RefNode(node.Scope, name) : null;
    }

    private static Connection Refs(RepositoryNode node, IResolveFieldContext context)
    {
        var prefix = context.GetArgument<string>("refPrefix");
        var query = context.GetArgument<string?>("query");
        var names = node.Scope.Git.Refs.Select(reference => reference.CanonicalName)
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Where(name => query is null || name.AsSpan(prefix.Length).Contains(query, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToList();
        return Connection.Of(context, names, name => new RefNode(node.Scope, name));
    }

    private static ObjectNode? Object(RepositoryNode node, IResolveFieldContext context)
    {
        Session.Of(context).Demand(node.Scope, "contents", Access.Read);
        var name = context.GetArgument<string?>("oid") ?? context.GetArgument<string?>("expression");
        return name is null ? null : GitTypes.Of(node.Scope, node.Scope.Git.Find(name));
    }

    private static string[] Languages(RepositoryNode node) => node.Scope.Repository.Language is { } language ? [language] : [];

    private static object? Permission(RepositoryNode node)
    {
        var token = node.Scope.Caller.Token;
        return token?.Covers(node.Scope.Repository) is not true ? "READ" : token.Permissions.Covers("contents", Access.Write) ? "WRITE" : "READ";
    }
}

internal sealed record TopicNode(RepositoryScope Scope, string Name);
