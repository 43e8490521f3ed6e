using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Octobatch.GitHubSimulator;
using Octobatch.Selections.Inventory;
using Octobatch.Selections.Queries;
using Octobatch.Selections.Sync;
using Octobatch.ServiceDefaults.Events;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.GitHubSimulator.Fidelity;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Tokens;
using Xunit;

namespace Octobatch.Tests.Selections.Sync;

/// <summary>The selection service with a token service and a simulated GitHub, all on one fake clock. Workers run when a test says so.</summary>
internal sealed class SyncWorld : IAsyncDisposable
{
    public const string PageRoute = "/installation/repositories";

    // An answer that itself waits for the clock (a fault's latency, another service that tries again) gets its time too: after so many looks at
    // 20 ms each, a second for a second, so that no time limit on this clock passes before it would on a real one.
    private const int Patience = 50;

    private readonly RequestsInFlight inFlight;
    private readonly ExchangeLog log;

    private SyncWorld(RunningSimulator github, TokenReplica tokens, ServiceHost host, RequestsInFlight inFlight, ExchangeLog log) =>
        (GitHub, Tokens, Host, this.inFlight, this.log) = (github, tokens, host, inFlight, log);

    public RunningSimulator GitHub { get; }

    public ServiceHost Host { get; }

    public FakeTimeProvider Time => GitHub.Time;

    public Uri TokenAddress => Tokens.Host.Address;

    public TokenReplica Tokens { get; }

    /// <param name="blobs">A folder for the blob store.</param>
    /// <param name="limits">Whether the simulated GitHub has its published limits.</param>
    /// <param name="tokens">Settings of the token service beyond the usual ones.</param>
    public static async Task<SyncWorld> StartAsync(
        PostgresFixture postgres, int? repositories = null, string? blobs = null, bool limits = true, params (string, string?)[] tokens)
    {
        var exchanges = new ExchangeLog();
        var github = await RunningSimulator.StartAsync(
            options => options with
            {
                SeededRepositories = repositories,
                Limits = limits ? options.Limits : Octobatch.GitHubSimulator.Limits.LimitSettings.Off,
            }, log: exchanges);
        var replica = await TokenReplica.StartAsync(github, tokens);
        var requests = new RequestsInFlight();
        var host = await SelectionHost.StartAsync(
            postgres, github.Time,
            services =>
            {
                SelectionHost.WithoutWorkers(services);
                requests.Watch(services);
            },
            ("OCTOBATCH_TOKEN_URL", replica.Host.Address.AbsoluteUri), ("OCTOBATCH_GITHUB_API_BASE_URL", github.Url.AbsoluteUri.TrimEnd('/')),
            ("OCTOBATCH_BLOBSTORE_ENDPOINT", blobs is null ? null : $"file://{blobs}"));
        return new(github, replica, host, requests, exchanges);
    }

    /// <summary>Requests of the selection service and of who is watched beside it.</summary>
    public RequestsInFlight InFlight => inFlight;

    /// <summary>Does everything that is due, as one worker.</summary>
    public Task SyncAsync() => RunAsync(async () =>
    {
        while (await Host.Get<SyncRunner>().RunOneAsync(TestContext.Current.CancellationToken))
        {
        }
    });

    public async Task<EventsFollowed> FollowAsync()
    {
        EventsFollowed? followed = null;
        await RunAsync(async () => followed = await Host.Get<IEventFollower>().FollowAsync(TestContext.Current.CancellationToken));
        return followed!;
    }

    /// <summary>What is due after this time.</summary>
    public Task SyncLaterAsync(TimeSpan after)
    {
        Time.Advance(after);
        return SyncAsync();
    }

    /// <summary>A webhook as the gateway hands it over.</summary>
    public async Task ReceiveAsync(string name, string payload)
    {
        await using var command = Host.Get<NpgsqlDataSource>().CreateCommand(
            "insert into events (delivery_id, event, payload, received_at) values (gen_random_uuid(), $1, convert_to($2, 'UTF8'), $3)");
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = payload });
        command.Parameters.Add(new() { Value = Time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Everything in the inventory that is not removed.</summary>
    public Task<List<Repository>> AllAsync(string query = "") =>
        Host.Get<InventoryReader>().ReadAsync(QueryParser.Parse(query).Query!, null, 10_000, TestContext.Current.CancellationToken);

    public async Task<Repository> OneAsync(string fullName) => Assert.Single(await AllAsync($"repo:{fullName}"));

    /// <summary>The simulator's repository of that name.</summary>
    public Octobatch.GitHubSimulator.Repositories.Repository Real(string fullName)
    {
        Assert.True(GitHub.Simulator.Repositories.TryFind(fullName, out var repository));
        return repository;
    }

    /// <summary>How many requests came that count against the limits, tokens and the App's own aside.</summary>
    public long Counted() => GitHub.Simulator.Requests.ByRoute
        .Where(route => !route.Key.Contains("/app", StringComparison.Ordinal)).Sum(route => route.Value);

    /// <summary>Runs while the clock goes on, so that what waits on it (retries, limits) comes to its end.</summary>
    /// <param name="patience">Fewer for work whose end is the same when a time limit passes before its time.</param>
    public async Task RunAsync(Func<Task> work, int patience = Patience)
    {
        var running = work();
        var looks = 0;
        while (await Task.WhenAny(running, Task.Delay(20, TestContext.Current.CancellationToken)) != running)
        {
            looks = inFlight.Any ? looks + 1 : patience;
            if (looks < patience)
                continue;
            Time.Advance(TimeSpan.FromSeconds(1));
            looks = 0;
        }

        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Tokens.DisposeAsync();
        await GitHub.DisposeAsync();
        await ClientFidelity.JudgeAsync(log);
    }
}
