using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.Benchmarks.Processes;
using Octobatch.GitHubSimulator;
using Octobatch.Selections.Sync;
using Octobatch.Standalone.Embedded;
using Octobatch.Tokens;

namespace Octobatch.Benchmarks.Selections;

/// <summary>What a first sync, and one where nothing has changed, ask of a simulated GitHub with one organisation for every 1,000 repositories.</summary>
internal static class SyncCost
{
    public static async Task RunAsync(EmbeddedPostgres postgres, string data, int repositories)
    {
        await using var github = await GitHubAsync(data, repositories);
        var settings = new Dictionary<string, string?>
        {
            ["OCTOBATCH_SERVICE_KEY"] = BenchmarkKeys.Service,
            ["OCTOBATCH_GITHUB_API_BASE_URL"] = github.Urls.First(),
            ["OCTOBATCH_GITHUB_APP_ID"] = "1",
            ["OCTOBATCH_GITHUB_APP_PRIVATE_KEY_PATH"] = Path.Combine(data, "simulator", "github-app.pem"),
            ["OCTOBATCH_POSTGRES_DSN"] = await postgres.CreateDatabaseAsync("synced", CancellationToken.None),
        };
        await using var tokens = await TokensAsync(settings);
        settings["OCTOBATCH_TOKEN_URL"] = tokens.Urls.First();
        await using var selection = await SelectionBenchmark.StartAsync(settings);
        var requests = github.Services.GetRequiredService<Simulator>().Requests;

        await MeasureAsync(selection, requests.Clear, () => requests.Total, $"First sync of {repositories} (wanted for 5000: 115)");
        await ExecuteAsync(selection, "update syncs set due = '-infinity'");
        await MeasureAsync(selection, requests.Clear, () => requests.Total, "The next, nothing changed (wanted: 10)");
    }

    private static async Task MeasureAsync(WebApplication selection, Action clear, Func<long> total, string what)
    {
        clear();
        var started = Stopwatch.GetTimestamp();
        while (await selection.Services.GetRequiredService<SyncRunner>().RunOneAsync(CancellationToken.None))
        {
        }

        Console.WriteLine(
            $"{what}: {total()} requests, those for tokens and installations included, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s; "
            + $"{await ExecuteAsync(selection, "select count(*) from repositories where removed_at is null and head_commit is not null and properties <> '{}'")} with heads and properties");
    }

    private static async Task<object?> ExecuteAsync(WebApplication selection, string sql)
    {
        await using var command = selection.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<WebApplication> GitHubAsync(string data, int repositories)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0")]);
        builder.AddGitHubSimulator(new SimulatorOptions { DataDirectory = Path.Combine(data, "simulator"), SeededRepositories = repositories });
        var app = builder.Build();
        app.MapGitHubSimulator();
        await app.StartAsync();
        return app;
    }

    private static async Task<WebApplication> TokensAsync(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0"), .. settings]);
        builder.AddTokenService();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapTokenService();
        await app.StartAsync();
        return app;
    }
}
