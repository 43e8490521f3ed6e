using Octobatch.GitHubSimulator;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Standalone;

/// <summary>
/// What Octobatch needs around it, started here unless the environment says where it already is. Knows the settings that lead there.
/// </summary>
internal sealed class EmbeddedParts(StandaloneOptions options, DataFolder folder, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Dictionary<string, string?> settings = [];
    private readonly List<(string Name, string Where)> shown = [];
    private EmbeddedPostgres? postgres;
    private PostgresKeeper? keeper;
    private EmbeddedRedis? redis;
    private WebApplication? simulator;

    /// <summary>Every setting that the services share, by its flat name.</summary>
    public IReadOnlyDictionary<string, string?> Settings => settings;

    /// <summary>For people: what runs where.</summary>
    public IReadOnlyList<(string Name, string Where)> Shown => shown;

    public string AdminKey => settings["OCTOBATCH_ADMIN_KEY"]!;

    /// <summary>The simulator takes GitHub's place when there are no credentials, or when there are repositories to serve.</summary>
    public bool UsesSimulator { get; } = Given("OCTOBATCH_GITHUB_APP_ID") is null || options.Repositories is not null;

    public async Task StartAsync(CancellationToken cancellation)
    {
        settings["OCTOBATCH_ADMIN_KEY"] = Given("OCTOBATCH_ADMIN_KEY") ?? folder.Key("admin-key", "octo_");
        settings["OCTOBATCH_SERVICE_KEY"] = Given("OCTOBATCH_SERVICE_KEY") ?? folder.Key("service-key", "");
        settings["OCTOBATCH_PUBLIC_URL"] = Given("OCTOBATCH_PUBLIC_URL") ?? options.Address(0).AbsoluteUri.TrimEnd('/');
        settings["OCTOBATCH_CAMPAIGN_URL"] = options.Address(1).AbsoluteUri;
        settings["OCTOBATCH_SELECTION_URL"] = options.Address(2).AbsoluteUri;
        settings["OCTOBATCH_TOKEN_URL"] = options.Address(3).AbsoluteUri;

        var starting = StartPostgresAsync(cancellation);
        StartRedis();
        StartBlobStore();
        await StartGitHubAsync(cancellation);
        await starting;
    }

    public async ValueTask DisposeAsync()
    {
        if (simulator is not null)
        {
            await simulator.StopAsync();
            await simulator.DisposeAsync();
        }

        redis?.Dispose();
        if (keeper is not null)
            await keeper.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
    }

    private static string? Given(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private async Task StartPostgresAsync(CancellationToken cancellation)
    {
        if (Given("OCTOBATCH_POSTGRES_DSN") is not null)
            return;
        postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = options.File("postgres"), Durable = true },
            loggers.CreateLogger<EmbeddedPostgres>(), cancellation);
        keeper = new PostgresKeeper(postgres, loggers.CreateLogger<PostgresKeeper>());
        keeper.Start();
        settings["OCTOBATCH_POSTGRES_DSN"] = postgres.ConnectionString;
        Show("postgres", $"localhost:{postgres.Port} (embedded)");
    }

    private void StartRedis()
    {
        if (Given("OCTOBATCH_REDIS_URL") is not null)
            return;
        redis = EmbeddedRedis.Start(port: null, loggers);
        settings["OCTOBATCH_REDIS_URL"] = redis.Url;
        Show("redis", $"localhost:{redis.Port} (embedded)");
    }

    private void StartBlobStore()
    {
        if (Given("OCTOBATCH_BLOBSTORE_ENDPOINT") is not null)
            return;
        settings["OCTOBATCH_BLOBSTORE_ENDPOINT"] = new Uri(options.File("blobs")).AbsoluteUri;
        Show("blob store", options.File("blobs"));
    }

    private async Task StartGitHubAsync(CancellationToken cancellation)
    {
        if (!UsesSimulator)
        {
            Show("GitHub", Given("OCTOBATCH_GITHUB_API_BASE_URL") ?? "https://api.github.com");
            return;
        }

        var address = options.Address(4).AbsoluteUri.TrimEnd('/');
        var simulated = new SimulatorOptions
        {
            DataDirectory = options.File("github"),
            RepositoriesDirectory = options.Repositories,
            Url = address,
            WebhookUrl = new Uri(options.Address(0), "webhooks/github"),
            PlaysPeople = options.People,
        };
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(address);
        builder.AddGitHubSimulator(simulated);
        simulator = builder.Build();
        simulator.MapGitHubSimulator();
        await simulator.StartAsync(cancellation);

        settings["OCTOBATCH_GITHUB_API_BASE_URL"] = address;
        settings["OCTOBATCH_GITHUB_APP_ID"] = "1";
        settings["OCTOBATCH_GITHUB_APP_PRIVATE_KEY"] = null;
        settings["OCTOBATCH_GITHUB_APP_PRIVATE_KEY_PATH"] = Path.Combine(simulated.DataDirectory, "github-app.pem");
        settings["OCTOBATCH_GITHUB_WEBHOOK_SECRET"] =
            (await File.ReadAllTextAsync(Path.Combine(simulated.DataDirectory, "webhook-secret"), cancellation)).Trim();
        Show("GitHub", $"{address} (simulator)");
    }

    private void Show(string name, string where)
    {
        lock (shown)
            shown.Add((name, where));
    }
}
