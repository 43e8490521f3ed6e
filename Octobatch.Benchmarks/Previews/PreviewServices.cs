using System.Diagnostics;
using Npgsql;
using Octobatch.Benchmarks.Processes;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Previews;

/// <summary>The services behind a preview: campaign here, selection and token in processes of their own.</summary>
internal sealed class PreviewServices(
    MeasuredProcess tokens, MeasuredProcess selection, string selectionDsn, CampaignCaller campaign, Dictionary<string, string?> settings) : IAsyncDisposable
{
    private CampaignCaller campaign = campaign;

    /// <summary>Bytes, the most that was seen while a run was waited for.</summary>
    public long MostMemory { get; private set; }

    public CampaignCaller Campaign => campaign;

    /// <param name="clock">Of all processes; with one, GitHub's limits are kept.</param>
    public static async Task<PreviewServices> StartAsync(EmbeddedPostgres postgres, Uri github, string data, SharedClock? clock = null)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OCTOBATCH_SERVICE_KEY"] = BenchmarkKeys.Service,
            ["OCTOBATCH_GITHUB_API_BASE_URL"] = github.AbsoluteUri.TrimEnd('/'),
            ["OCTOBATCH_GITHUB_LIMITS"] = clock is null ? "off" : "on",
            ["OCTOBATCH_GITHUB_APP_ID"] = "1",
            ["OCTOBATCH_GITHUB_APP_PRIVATE_KEY_PATH"] = Path.Combine(data, "github", "github-app.pem"),
            ["OCTOBATCH_BLOBSTORE_ENDPOINT"] = $"file://{Path.Combine(data, "blobs")}",
        };
        if (clock is not null)
        {
            settings.Add(clock.Setting.Key, clock.Setting.Value);
            settings["OCTOBATCH_GITHUB_TIMEOUT_SECONDS"] = "600"; // of the fast clock
        }

        var tokens = await MeasuredProcess.StartAsync("token-service", settings);
        settings["OCTOBATCH_TOKEN_URL"] = tokens.Url.AbsoluteUri;
        settings["OCTOBATCH_POSTGRES_DSN"] = await postgres.CreateDatabaseAsync("selection", CancellationToken.None);
        var selection = await MeasuredProcess.StartAsync("selection-service", settings);
        var own = settings.ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.Ordinal);
        own["OCTOBATCH_SELECTION_URL"] = selection.Url.AbsoluteUri;
        own["OCTOBATCH_POSTGRES_DSN"] = await postgres.CreateDatabaseAsync("campaign", CancellationToken.None);
        return new(tokens, selection, settings["OCTOBATCH_POSTGRES_DSN"], await CampaignCaller.StartAsync(own, clock?.Time), own);
    }

    /// <summary>From now on the campaign service goes another way to GitHub.</summary>
    public async Task GoThroughAsync(Uri github)
    {
        await campaign.DisposeAsync();
        settings["OCTOBATCH_GITHUB_API_BASE_URL"] = github.AbsoluteUri.TrimEnd('/');
        campaign = await CampaignCaller.StartAsync(settings);
    }

    /// <summary>Waits until the inventory has them all, with their heads.</summary>
    public async Task SyncedAsync(int repositories)
    {
        await using var database = NpgsqlDataSource.Create(selectionDsn);
        await using var command = database.CreateCommand("select count(*) from selection.repositories where head_commit is not null");
        while ((long)(await command.ExecuteScalarAsync())! < repositories)
            await Task.Delay(500);
    }

    /// <summary>Organisations of the simulated GitHub, each of 1,000 repositories, as entries of <c>select</c>.</summary>
    public static string Organisations(int count) =>
        string.Join(", ", Enumerable.Range(1, count).Select(i => $$"""{ query: "org:org-{{i:00}}" }"""));

    /// <summary>Previews a step; null: the campaign as it is.</summary>
    public async Task<MeasuredRun> PreviewAsync(string name, string? step, string select)
    {
        if (step is not null)
            await campaign.PutAsync(name, step, select);
        return await RunAsync(name, "preview");
    }

    /// <summary>Starts a run and waits for its end.</summary>
    public async Task<MeasuredRun> RunAsync(string name, string kind)
    {
        var started = Stopwatch.GetTimestamp();
        var number = (await campaign.SendAsync(HttpMethod.Post, $"/api/campaigns/{name}/runs", $$"""{"kind":"{{kind}}"}""", "application/json"))
            .GetProperty("number").GetInt32();
        while (true)
        {
            var run = await campaign.SendAsync(HttpMethod.Get, $"/api/campaigns/{name}/runs/{number}");
            MostMemory = Math.Max(MostMemory, Environment.WorkingSet);
            if (run.GetProperty("state").GetString() is { } state and not ("queued" or "running"))
                return new(Stopwatch.GetElapsedTime(started).TotalSeconds, run.GetProperty("github_requests").GetInt64(), $"{state} {run.GetProperty("counts")}");
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await campaign.DisposeAsync();
        await selection.DisposeAsync();
        await tokens.DisposeAsync();
    }
}

/// <summary>How a run went.</summary>
/// <param name="Requests">To GitHub.</param>
internal sealed record MeasuredRun(double Seconds, long Requests, string Summary);
