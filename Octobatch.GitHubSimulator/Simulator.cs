using LibGit2Sharp;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Control;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Installations;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.People;
using Octobatch.GitHubSimulator.Pulls;
using Octobatch.GitHubSimulator.Repositories;
using Octobatch.GitHubSimulator.Seeds;
using Octobatch.GitHubSimulator.Users;
using Octobatch.GitHubSimulator.Webhooks;

namespace Octobatch.GitHubSimulator;

/// <summary>
/// The whole state of one simulated GitHub. A singleton: tests in the same process take it from the services, others use the
/// control API under <c>/_simulator</c>.
/// </summary>
public sealed class Simulator : IDisposable
{
    private long lastId = 1_000;

    /// <summary>Opens the data folder and makes what is missing in it.</summary>
    public Simulator(SimulatorOptions options, TimeProvider time)
    {
        Options = options;
        Clock = new SimulatorClock(time);
        App = GitHubApp.Open(options.DataDirectory, Clock.Now);
        Tokens = new InstallationTokens(Clock, App);
        Installations = new InstallationIndex(Clock, Tokens);
        Limits = new RateLimits(Clock, options.Limits);
        Faults = new FaultRules(options.RandomSeed, Clock);
        Requests = new RequestLog(options.RequestLogLength);
        Git = new GitStore(Path.Combine(options.DataDirectory, "git"));
        Signing = new CommitSigning(App.WebhookSecret);
        Webhooks = new WebhookDeliveries(this);
        Maintainers = new Maintainers(this);
        Authorizations = new Authorizations(Clock, App);
        Memberships = new Memberships(this);
        Views = new Views(this);
        PlaysPeople = options.PlaysPeople;
        Installations.Changed = Webhooks.Raise;
        Installations.Selected = Webhooks.RaiseSelected;
        Seed.Plant(this);
    }

    /// <summary>How it was set up.</summary>
    public SimulatorOptions Options { get; }

    /// <summary>Its time.</summary>
    public SimulatorClock Clock { get; }

    /// <summary>The App that clients authenticate as.</summary>
    public GitHubApp App { get; }

    /// <summary>The person who owns the App and administrates the organisations.</summary>
    public Owner Admin { get; } = new(9_001, "octo-admin", IsOrganization: false);

    /// <summary>Where the App is installed.</summary>
    public InstallationIndex Installations { get; }

    /// <summary>The tokens that exist.</summary>
    public InstallationTokens Tokens { get; }

    /// <summary>The repositories.</summary>
    public RepositoryIndex Repositories { get; } = new();

    /// <summary>Their git.</summary>
    public GitStore Git { get; }

    /// <summary>The rate limits.</summary>
    public RateLimits Limits { get; }

    /// <summary>The faults on demand.</summary>
    public FaultRules Faults { get; }

    /// <summary>What was asked of it.</summary>
    public RequestLog Requests { get; }

    /// <summary>The App as an author of commits, pull requests and comments.</summary>
    internal Owner AppUser { get; } = new(9_000, "octobatch[bot]", IsOrganization: false, IsBot: true);

    /// <summary>The webhooks of the App: what was sent, and whether it arrived.</summary>
    public WebhookDeliveries Webhooks { get; }

    /// <summary>What people do, on demand.</summary>
    public Maintainers Maintainers { get; }

    /// <summary>Who has let the App know who they are.</summary>
    public Authorizations Authorizations { get; }

    /// <summary>Who belongs to which organisations and teams.</summary>
    public Memberships Memberships { get; }

    /// <summary>What stands in repositories.</summary>
    public Views Views { get; }

    /// <summary>Whether <see cref="SimulatorOptions.PlaysPeople"/> is on now.</summary>
    public bool PlaysPeople { get; set; }

    /// <summary>The people who may review and be assigned, everywhere.</summary>
    public IReadOnlyList<Owner> Persons { get; } =
    [
        new(9_101, "alice", IsOrganization: false),
        new(9_102, "bob", IsOrganization: false),
        new(9_103, "carol", IsOrganization: false),
        new(9_104, "dave", IsOrganization: false),
    ];

    /// <summary>Somebody who is at GitHub and a stranger to every repository, so that she can neither be asked for a review nor assigned.</summary>
    internal Owner Stranger { get; } = new(9_201, "eve", IsOrganization: false);

    /// <summary>How long new pull requests stay out of lists and searches, as reads from a replica that lags behind.</summary>
    public TimeSpan StaleReads { get; set; }

    /// <summary>
    /// Whether a GraphQL document stops at its first mutation that fails, or goes on as GraphQL's specification has it. GitHub does not say;
    /// the simulator can play both.
    /// </summary>
    public bool StopsAtMutationErrors { get; set; } = true;

    /// <summary>The bases of URLs where no request says how GitHub was called, as in webhooks.</summary>
    internal Urls OwnUrls => new(Options.Url, Options.Url);

    /// <summary>The pull requests that lists show by now.</summary>
    internal IEnumerable<PullRequest> Visible(Repository repository) =>
        repository.Pulls.Where(pull => pull.CreatedAt + StaleReads <= Clock.Now);

    internal CommitSigning Signing { get; }

    /// <summary>What a person needs to know to use it, for a console.</summary>
    public string Describe(string url) => $"""
        GitHub simulator   {url} (REST; also {url}/api/v3), {url}/graphql
        App id             {App.Id}
        private key        {App.PrivateKeyPath}
        installations      {string.Join(", ", Installations.All.Select(installation => $"{installation.Id} {installation.Account.Login}"))}
        repositories       {Repositories.Count}
        """;

    /// <summary>The next number for what GitHub numbers across repositories.</summary>
    internal long NextId() => Interlocked.Increment(ref lastId);

    internal void UseIdsAfter(long id) => lastId = Math.Max(lastId, id);

    internal Owner? PersonNamed(string login) => Persons.Append(Admin).Append(AppUser).Append(Stranger)
        .FirstOrDefault(person => person.Login.Equals(login, StringComparison.OrdinalIgnoreCase));

    /// <summary>An account that can own repositories: where the App is or was installed, or a person.</summary>
    internal Owner? AccountNamed(string login) => Installations.Accounts.Concat(Persons)
        .FirstOrDefault(account => account.Login.Equals(login, StringComparison.OrdinalIgnoreCase));

    /// <summary>The slugs of an organisation's teams: those that its repositories name as theirs.</summary>
    internal IReadOnlySet<string> TeamsOf(Owner organization) => Repositories.All
        .Where(repository => repository.Owner == organization)
        .Select(repository => repository.CustomProperties.GetValueOrDefault("team", "maintainers"))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The App as git writes it into a commit.</summary>
    internal Signature Bot(DateTimeOffset now) => new(AppUser.Login, $"{AppUser.Id}+{AppUser.Login}@users.noreply.github.com", now);

    /// <summary>Tells the rest of GitHub that a ref was made, moved or (with no <paramref name="after"/>) deleted.</summary>
    internal void Pushed(RepositoryScope scope, string name, string? before, string? after)
    {
        scope.Repository.PushedAt = scope.Now;
        Webhooks.RaisePush(scope, name, before, after);
        if (name.StartsWith("refs/heads/", StringComparison.Ordinal))
            PullWriter.Follow(scope, name["refs/heads/".Length..], before, after);
    }

    /// <inheritdoc/>
    public void Dispose() => Git.Dispose();
}
