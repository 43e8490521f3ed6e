using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Control;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.GitHubSimulator.Installations;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Repositories;
using Octobatch.GitHubSimulator.Seeds;

namespace Octobatch.GitHubSimulator;

/// <summary>
/// The whole state of one simulated GitHub. A singleton: tests in the same process take it from the services, others use the
/// control API under <c>/_simulator</c>.
/// </summary>
public sealed class Simulator
{
    /// <summary>Opens the data folder and makes what is missing in it.</summary>
    public Simulator(SimulatorOptions options, TimeProvider time)
    {
        Options = options;
        Clock = new SimulatorClock(time);
        App = GitHubApp.Open(options.DataDirectory, Clock.Now);
        Tokens = new InstallationTokens(Clock, App);
        Installations = new InstallationIndex(Clock, Tokens);
        Limits = new RateLimits(Clock, options.Limits);
        Faults = new FaultRules(options.RandomSeed);
        Requests = new RequestLog(options.RequestLogLength);
        Seed.Plant(this);
    }

    /// <summary>How it was set up.</summary>
    public SimulatorOptions Options { get; }

    /// <summary>Its time.</summary>
    public SimulatorClock Clock { get; }

    /// <summary>The App that clients authenticate as.</summary>
    public GitHubApp App { get; }

    /// <summary>The person who owns the App and administrates the organisations.</summary>
    public Owner Admin { get; } = new(9_001, "octo-admin", isOrganization: false);

    /// <summary>Where the App is installed.</summary>
    public InstallationIndex Installations { get; }

    /// <summary>The tokens that exist.</summary>
    public InstallationTokens Tokens { get; }

    /// <summary>The repositories.</summary>
    public RepositoryIndex Repositories { get; } = new();

    /// <summary>The rate limits.</summary>
    public RateLimits Limits { get; }

    /// <summary>The faults on demand.</summary>
    public FaultRules Faults { get; }

    /// <summary>What was asked of it.</summary>
    public RequestLog Requests { get; }

    /// <summary>What a person needs to know to use it, for a console.</summary>
    public string Describe(string url) => $"""
        GitHub simulator   {url} (REST; also {url}/api/v3)
        App id             {App.Id}
        private key        {App.PrivateKeyPath}
        installations      {string.Join(", ", Installations.All.Select(installation => $"{installation.Id} {installation.Account.Login}"))}
        repositories       {Repositories.Count}
        """;
}
