using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>Work on one repository for somebody, while the repository's gate is held.</summary>
internal class RepositoryScope(Simulator simulator, Repository repository, Caller caller, Urls urls, Owner actor)
{
    public Simulator Simulator => simulator;

    public Repository Repository => repository;

    public Caller Caller => caller;

    public Urls Urls => urls;

    /// <summary>In whose name the work is done.</summary>
    public Owner Actor => actor;

    public DateTimeOffset Now => simulator.Clock.Now;

    public GitRepository Git => simulator.Git.Open(repository);
}

/// <summary>A request about one repository that its caller may see.</summary>
internal sealed class RepositoryCall(Call call, Repository repository)
    : RepositoryScope(call.Simulator, repository, call.Caller, call.Urls, call.Simulator.AppUser)
{
    public Call Call => call;

    public string Route(string name) => call.Route(name);
}
