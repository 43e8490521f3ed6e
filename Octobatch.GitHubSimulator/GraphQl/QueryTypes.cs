using GraphQL;
using GraphQLParser.AST;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>The roots of queries, and the shapes that all connections share.</summary>
internal static class QueryTypes
{
    public static void Add(Resolvers resolvers, GraphQLDocument schema)
    {
        resolvers.Type<object>("Query")
            .Field("node", (_, context) => NodeOf(Session.Of(context), context.GetArgument<string>("id")) ?? throw GraphError.NoNode(context.GetArgument<string>("id")))
            .Field("nodes", (_, context) => context.GetArgument<List<string>>("ids").Select(id => Known(context, id)).ToList())
            .Field("organization", (_, context) => Owner(context, organization: true)
                ?? throw GraphError.NotFound($"Could not resolve to an Organization with the login of '{context.GetArgument<string>("login")}'."))
            .Field("user", (_, context) => Owner(context, organization: false)
                ?? throw GraphError.NotFound($"Could not resolve to a User with the login of '{context.GetArgument<string>("login")}'."))
            .Field("repositoryOwner", (_, context) => Owner(context, organization: true))
            .Field("viewer", (_, context) => new OwnerNode(Session.Of(context), Session.Of(context).Simulator.Admin))
            .Field("rateLimit", (_, context) => Session.Of(context))
            .Field("repository", (_, context) => RepositoryOf(context))
            .Field("search", Search.Resolve);
        resolvers.Type<Session>("RateLimit")
            .Field("cost", session => session.Cost.Points)
            .Field("limit", session => session.Cost.Budget.Limit)
            .Field("nodeCount", session => session.Cost.Nodes)
            .Field("remaining", session => session.Cost.Budget.Remaining)
            .Field("resetAt", session => DateTimeOffset.FromUnixTimeSeconds(session.Cost.Budget.Reset))
            .Field("used", session => session.Cost.Budget.Used);
        resolvers.Type<Connection>("PageInfo")
            .Field("endCursor", page => page.Nodes.Count is 0 ? null : Connection.Cursor(page.Start + page.Nodes.Count - 1))
            .Field("hasNextPage", page => page.HasNext)
            .Field("hasPreviousPage", page => page.HasPrevious)
            .Field("startCursor", page => page.Nodes.Count is 0 ? null : Connection.Cursor(page.Start));
        foreach (var name in schema.Definitions.OfType<GraphQLObjectTypeDefinition>().Select(type => type.Name.StringValue))
        {
            if (name.EndsWith("Connection", StringComparison.Ordinal))
                AddConnection(resolvers.Type<Connection>(name));
            else if (name.EndsWith("Edge", StringComparison.Ordinal))
                resolvers.Type<Edge>(name).Field("cursor", edge => edge.Cursor).Field("node", edge => edge.Node).Field("size", _ => 1_024);
        }
    }

    private static void AddConnection(TypeResolvers<Connection> type) => type
        .Field("nodes", page => page.Nodes)
        .Field("edges", page => page.Nodes.Select((node, i) => new Edge(Connection.Cursor(page.Start + i), node)).ToList())
        .Field("pageInfo", page => page)
        .Field("totalCount", page => page.Total)
        .Field("totalSize", page => page.Total * 1_024)
        .Field("totalDiskUsage", _ => 0)
        .Field("checkRunCount", page => page.Nodes.OfType<RunNode>().Count())
        .Field("statusContextCount", page => page.Nodes.OfType<StatusNode>().Count())
        .Field("repositoryCount", page => page.Nodes.Any(node => node is RepositoryNode) ? page.Total : 0)
        .Field("issueCount", page => page.Nodes.Any(node => node is PullNode) ? page.Total : 0)
        .Field("codeCount", _ => 0)
        .Field("discussionCount", _ => 0)
        .Field("userCount", _ => 0)
        .Field("wikiCount", _ => 0);

    private static RepositoryNode RepositoryOf(IResolveFieldContext context)
    {
        var name = $"{context.GetArgument<string>("owner")}/{context.GetArgument<string>("name")}";
        var scope = Session.Of(context).Find(name);
        var isOldName = scope is not null && !scope.Repository.FullName.Equals(name, StringComparison.OrdinalIgnoreCase);
        return scope is null || (isOldName && context.GetArgument<bool?>("followRenames") is false)
            ? throw GraphError.NotFound($"Could not resolve to a Repository with the name '{name}'.")
            : new RepositoryNode(scope);
    }

    private static OwnerNode? Owner(IResolveFieldContext context, bool organization)
    {
        var session = Session.Of(context);
        var login = context.GetArgument<string>("login");
        var found = organization
            ? session.Simulator.Installations.All.Select(installation => installation.Account).FirstOrDefault(owner => owner.Login.Equals(login, StringComparison.OrdinalIgnoreCase))
            : session.Simulator.PersonNamed(login);
        return found is null ? null : new OwnerNode(session, found);
    }

    private static object? Known(IResolveFieldContext context, string id)
    {
        var found = NodeOf(Session.Of(context), id);
        if (found is null)
            context.Errors.Add(GraphError.NoNode(id));
        return found;
    }

    /// <summary>What a global id names: a repository, pull request, ref, label or person.</summary>
    public static object? NodeOf(Session session, string id)
    {
        if (NodeIds.TryRead(id, "R", out var number))
            return session.Find(number) is { } found ? new RepositoryNode(found) : null;
        if (session.Pull(id) is { } pull)
            return pull;
        if (session.Node(id, "REF") is var (scope, name))
        {
            lock (scope.Repository.Gate)
                return scope.Git.Refs[name] is null ? null : new RefNode(scope, name);
        }

        if (session.Node(id, "LA") is var (owner, label))
            return owner.Repository.LabelNamed(label) is { } known ? new LabelNode(owner, known) : null;
        return Person(session, id);
    }

    public static OwnerNode? Person(Session session, string id) =>
        session.Simulator.Persons.Append(session.Simulator.Admin).Append(session.Simulator.AppUser).Append(session.Simulator.Stranger)
            .Concat(session.Simulator.Installations.All.Select(installation => installation.Account))
            .FirstOrDefault(owner => OwnerTypes.Id(owner) == id) is { } found
            ? new OwnerNode(session, found)
            : null;
}
