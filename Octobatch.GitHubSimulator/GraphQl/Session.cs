using GraphQL;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Pulls;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>One GraphQL request: who asks, and how the things of the schema are found for them.</summary>
internal sealed class Session(Call call, Cost cost)
{
    private readonly HashSet<Repository> changed = [];

    public Simulator Simulator => call.Simulator;

    public Call Call => call;

    public Cost Cost => cost;

    /// <summary>Whether a mutation of this document has failed; those after it are not run then.</summary>
    public bool HasFailed { get; set; }

    public static Session Of(IResolveFieldContext context) => (Session)context.UserContext["session"]!;

    /// <summary>A repository that the caller may see.</summary>
    public RepositoryScope? Find(string fullName) =>
        call.Simulator.Repositories.TryFind(fullName, out var repository) ? Scope(repository) : null;

    public RepositoryScope? Find(long id) => call.Simulator.Repositories.TryFind(id, out var repository) ? Scope(repository) : null;

    public RepositoryScope? Scope(Repository repository) => RepositoryRoutes.IsVisible(call.Caller, repository)
        ? new RepositoryScope(call.Simulator, repository, call.Caller, call.Urls, call.Simulator.AppUser)
        : null;

    /// <summary>Refuses what the token was not granted.</summary>
    public void Demand(RepositoryScope scope, string permission, Access access, string? or = null)
    {
        var need = (access is Access.Read ? Need.Read(permission) : Need.Write(permission)) with { Or = or };
        switch (RepositoryRoutes.Refuse(call, scope.Repository, need))
        {
            case null:
                if (access is not Access.Read)
                    changed.Add(scope.Repository);
                return;
            case var refusal when scope.Repository.IsArchived && refusal.Status is 403 && access is not Access.Read:
                throw GraphError.Unprocessable("Repository was archived so is read-only.");
            default:
                throw GraphError.Forbidden();
        }
    }

    /// <summary>Keeps what the mutations so far have changed.</summary>
    public void Save()
    {
        foreach (var repository in changed)
        {
            lock (repository.Gate)
                RepositoryState.Save(Simulator, repository);
        }

        changed.Clear();
    }

    /// <summary>The repository and the rest of a node id such as <c>PR_REPOSITORY:NUMBER</c>.</summary>
    public (RepositoryScope Scope, string Key)? Node(string id, string prefix)
    {
        if (NodeIds.TryReadKey(id, prefix)?.Split(':', 2) is not [var number, var rest])
            return null;
        return long.TryParse(number, out var repository) && Find(repository) is { } scope ? (scope, rest) : null;
    }

    public PullNode? Pull(string id)
    {
        if (Node(id, "PR") is not var (scope, rest) || !int.TryParse(rest, out var number))
            return null;
        lock (scope.Repository.Gate)
            return scope.Repository.PullNumbered(number) is { } pull ? new PullNode(scope, pull) : null;
    }
}
