using GraphQL;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>Organisations, users, bots, teams.</summary>
internal static class OwnerTypes
{
    public static void Add(Resolvers resolvers)
    {
        foreach (var kind in new[] { "Organization", "User", "Bot" })
        {
            var type = resolvers.Type<OwnerNode>(kind, node => node.Owner.Type == kind)
                .Field("avatarUrl", node => $"{node.Session.Call.Urls.Root}/avatars/{node.Owner.Id}")
                .Field("databaseId", node => (int)node.Owner.Id)
                .Field("id", node => Id(node.Owner))
                .Field("login", node => node.Owner.Login.Replace("[bot]", "", StringComparison.Ordinal))
                .Field("resourcePath", node => $"/{node.Owner.Login}")
                .Field("url", node => $"{node.Session.Call.Urls.Root}/{node.Owner.Login}");
            if (kind is "Bot")
                continue;
            type.Field("name", node => node.Owner.Login)
                .Field("repository", (node, context) => node.Session.Find($"{node.Owner.Login}/{context.GetArgument<string>("name")}") is { } scope ? new RepositoryNode(scope) : null)
                .Field("repositories", Repositories);
        }

        resolvers.Type<OwnerNode>("Organization", node => node.Owner.IsOrganization)
            .Field("team", (node, context) => Team(node, context.GetArgument<string>("slug")))
            .Field("teams", (node, context) => Connection.Of(
                context, [.. node.Session.Simulator.TeamsOf(node.Owner).Order(StringComparer.Ordinal)], slug => Team(node, slug)!));
        resolvers.Type<TeamNode>("Team")
            .Field("databaseId", node => node.Slug.Sum(letter => letter))
            .Field("id", node => NodeIds.Of("T", $"{node.Organization.Id}:{node.Slug}"))
            .Field("name", node => node.Slug)
            .Field("slug", node => node.Slug)
            .Field("combinedSlug", node => $"{node.Organization.Login}/{node.Slug}")
            .Field("organization", node => new OwnerNode(node.Session, node.Organization))
            .Field("url", node => $"{node.Session.Call.Urls.Root}/orgs/{node.Organization.Login}/teams/{node.Slug}");
    }

    public static string Id(Owner owner) => NodeIds.Of(owner.Type[..1], owner.Id);

    /// <exception cref="GraphError">The token may not see the organisation's members.</exception>
    public static TeamNode? Team(OwnerNode owner, string slug) =>
        owner.Session.Call.Caller.Token?.Permissions.Covers("members", Apps.Access.Read) is not true ? throw GraphError.Forbidden()
        : owner.Session.Simulator.TeamsOf(owner.Owner).Contains(slug) ? new TeamNode(owner.Session, owner.Owner, slug) : null;

    private static Connection Repositories(OwnerNode node, IResolveFieldContext context)
    {
        var archived = context.GetArgument<bool?>("isArchived");
        var fork = context.GetArgument<bool?>("isFork");
        var found = node.Session.Simulator.Repositories.Of(node.Owner)
            .Where(repository => RepositoryRoutes.IsVisible(node.Session.Call.Caller, repository))
            .Where(repository => archived is null || repository.IsArchived == archived)
            .Where(repository => fork is null || repository.IsFork == fork)
            .ToList();
        return Connection.Of(context, found, repository => new RepositoryNode(node.Session.Scope(repository)!));
    }
}
