using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.Gateway;
using Octobatch.GitHubSimulator;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.Selections;
using Octobatch.Selections.Sync;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Campaigns.Previews;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.GitHub;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Selections;
using Octobatch.Tokens;
using Octobatch.Tokens.App;
using Xunit;

namespace Octobatch.Tests.Campaigns.Chaos;

/// <summary>Everything around the workers: a simulated GitHub, tokens, the inventory, and servers that can be taken away; all on one fast clock.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    /// <summary>A lease of a minute is over in 7.5 s.</summary>
    public const int Factor = 8;

    private readonly List<IAsyncDisposable> parts = [];
    private readonly TempDirectory folder = new();
    private readonly DateTimeOffset epoch = DateTimeOffset.UtcNow;
    private Simulator? simulator;
    private Uri? selectionAddress;
    private Dictionary<string, string?> settings = [];

    public required EmbeddedPostgres Postgres { get; init; }

    public required RedisServer Redis { get; init; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TimeProvider Clock => new ScaledClock(epoch, Factor);

    public Simulator GitHub => simulator!;

    /// <param name="limits">Of the simulated GitHub; null: none.</param>
    /// <param name="client">Settings of the services beyond the usual ones.</param>
    public static async Task<ChaosWorld> StartAsync(
        PostgresFixture fixture, int repositories, LimitSettings? limits = null, params (string Variable, string? Value)[] client)
    {
        var server = await fixture.StartOwnAsync(Cancellation);
        var redis = await RedisServer.StartAsync(Cancellation);
        var world = new ChaosWorld { Postgres = server.Postgres, Redis = redis };
        world.parts.AddRange([server, redis]);
        await world.StartPartsAsync(repositories, limits ?? LimitSettings.Off, client);
        return world;
    }

    public async Task<ChaosCampaign> CreateCampaignAsync(string name) =>
        new(await Postgres.CreateDatabaseAsync(name, Cancellation), folder.Sub(name));

    /// <summary>A replica in this process, without workers of its own.</summary>
    public Task<CampaignHost> StartReplicaAsync(ChaosCampaign campaign) => CampaignHost.StartOnAsync(
        campaign.Dsn, Clock, settings: [.. settings.Select(pair => (pair.Key, pair.Value)), ("OCTOBATCH_BLOBSTORE_ENDPOINT", $"file://{campaign.Blobs}")]);

    /// <summary>What a worker's process is told: the clock's epoch, the blobs' folder, and settings.</summary>
    public string WorkerSettings(ChaosCampaign campaign) => string.Join('\n', [
        epoch.UtcTicks.ToString(CultureInfo.InvariantCulture), campaign.Blobs, $"OCTOBATCH_POSTGRES_DSN={campaign.Dsn}",
        .. settings.Select(pair => $"{pair.Key}={pair.Value}"),
    ]);

    /// <summary>From now on GitHub's webhooks go through a gateway to this replica, and to selection.</summary>
    public async Task SendWebhooksAsync(CampaignHost campaign)
    {
        var gateway = await ServiceHost.StartAsync(
            b => b.AddGatewayService(), a => a.MapGatewayService(),
            ServiceSettings.With([.. settings.Select(pair => (pair.Key, pair.Value)),
                ("OCTOBATCH_POSTGRES_DSN", await Postgres.CreateDatabaseAsync("gateway", Cancellation)), ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey),
                ("OCTOBATCH_GITHUB_WEBHOOK_SECRET", GitHub.App.WebhookSecret), ("OCTOBATCH_CAMPAIGN_URL", campaign.Host.Address.AbsoluteUri),
                ("OCTOBATCH_SELECTION_URL", selectionAddress!.AbsoluteUri)]), time: Clock);
        parts.Add(gateway);
        await gateway.Get<SchemaState>().WaitAsync(Cancellation);
        GitHub.Webhooks.Url = new Uri(gateway.Address, "/webhooks/github");
    }

    /// <summary>Creates the campaign of both runs and starts its preview.</summary>
    public static async Task PreviewAsync(CampaignHost campaign)
    {
        await campaign.JsonAsync("POST", "/api/campaigns", PreviewWorld.Spec(
            """[{ replace: { files: [README.md], pattern: "(service-\\d{5}[02468])", with: "<$1>" } }, { write: { file: docs/notes.txt, content: "seen\n", when: missing } }]""", "name:service-*"), "application/yaml");
        await campaign.JsonAsync("POST", "/api/campaigns/one/runs", """{"kind":"preview"}""");
    }

    /// <summary>From now on GitHub takes two real seconds for an answer, so that there is time for trouble.</summary>
    public void SlowDown() => simulator!.Faults.Add(new FaultRule { Path = "/graphql", LatencyMs = 2_000 * Factor });

    /// <summary>Waits until the query says true, however long that takes on this machine.</summary>
    public static async Task UntilAsync(ChaosCampaign campaign, WorkerProcesses workers, string sql)
    {
        await using var database = NpgsqlDataSource.Create(campaign.Dsn);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(5));
        while (true)
        {
            try
            {
                await using var command = database.CreateCommand(sql);
                if (await command.ExecuteScalarAsync(limit.Token) is true)
                    return;
            }
            catch (NpgsqlException)
            {
                // Postgres is on its way back.
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Never true: {sql}. A worker says: {await workers.StopAndReadAsync()}");
            }

            await Task.Delay(100, Cancellation);
        }
    }

    /// <summary>Both have the same artifacts, byte for byte; how many.</summary>
    public static async Task<int> CompareBlobsAsync(ChaosCampaign one, ChaosCampaign other)
    {
        var (left, right) = (new FileBlobStore(one.Blobs), new FileBlobStore(other.Blobs));
        var keys = await left.ListAsync("", Cancellation).ToListAsync(Cancellation);
        Assert.Equal(keys, await right.ListAsync("", Cancellation).ToListAsync(Cancellation));
        foreach (var key in keys)
            Assert.Equal(await BytesAsync(left, key), await BytesAsync(right, key));
        return keys.Count;

        static async Task<byte[]> BytesAsync(FileBlobStore store, string key)
        {
            await using var stream = await store.GetAsync(key, Cancellation);
            var bytes = new MemoryStream();
            await stream!.CopyToAsync(bytes, Cancellation);
            return bytes.ToArray();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(parts))
            await part.DisposeAsync();
        folder.Dispose();
    }

    private async Task StartPartsAsync(int repositories, LimitSettings limits, IEnumerable<(string Variable, string? Value)> client)
    {
        var github = await StartGitHubAsync(repositories, limits);
        settings = new(StringComparer.Ordinal)
        {
            ["OCTOBATCH_GITHUB_API_BASE_URL"] = github,
            ["OCTOBATCH_GITHUB_TIMEOUT_SECONDS"] = "100", // of the fast clock
            ["OCTOBATCH_REDIS_URL"] = Redis.Url,
            ["OCTOBATCH_SERVICE_KEY"] = ServiceSettings.ServiceKey,
        };
        foreach (var (variable, value) in client)
            settings[variable] = value;
        var tokens = await ServiceHost.StartAsync(
            b => b.AddTokenService(), a => a.MapTokenService(),
            ServiceSettings.With([.. settings.Select(pair => (pair.Key, pair.Value)), (AppSettings.IdVariable, "1"), (AppSettings.PathVariable, simulator!.App.PrivateKeyPath)]),
            time: Clock);
        parts.Add(tokens);
        settings["OCTOBATCH_TOKEN_URL"] = tokens.Address.AbsoluteUri;
        var selection = await ServiceHost.StartAsync(
            b => b.AddSelectionService(), a => a.MapSelectionService(),
            ServiceSettings.With([.. settings.Select(pair => (pair.Key, pair.Value)),
                ("OCTOBATCH_POSTGRES_DSN", await Postgres.CreateDatabaseAsync("selection", Cancellation)), ("OCTOBATCH_BLOBSTORE_ENDPOINT", $"file://{folder.Sub("selection")}")]),
            SelectionHost.WithoutWorkers, Clock);
        parts.Add(selection);
        selectionAddress = selection.Address;
        settings["OCTOBATCH_SELECTION_URL"] = selection.Address.AbsoluteUri;
        await selection.Get<SchemaState>().WaitAsync(Cancellation);
        while (await selection.Get<SyncRunner>().RunOneAsync(Cancellation))
        {
        }
    }

    private async Task<string> StartGitHubAsync(int repositories, LimitSettings limits)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(Clock);
        builder.AddGitHubSimulator(new() { DataDirectory = folder.Sub("github"), SeededRepositories = repositories, Limits = limits });
        var app = builder.Build();
        app.MapGitHubSimulator();
        await app.StartAsync();
        parts.Add(app);
        simulator = app.Services.GetRequiredService<Simulator>();
        return app.Urls.Single();
    }
}

/// <summary>A campaign service's database and blob store.</summary>
internal sealed record ChaosCampaign(string Dsn, string Blobs);
