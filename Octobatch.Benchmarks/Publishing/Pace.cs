using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Benchmarks.Previews;
using Octobatch.Benchmarks.Processes;
using Octobatch.GitHub.Budgets;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Publishing;

/// <summary>How long publishing takes against the least time that GitHub's limits allow.</summary>
internal static class Pace
{
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(15);

    /// <param name="each">Pull requests of each installation.</param>
    /// <param name="wanted">The ratio that is wanted at most.</param>
    public static async Task MeasureAsync(EmbeddedPostgres postgres, string data, int installations, int each, double wanted, int factor)
    {
        var clock = new SharedClock(TimeProvider.System.GetUtcNow(), factor);
        await using var github = await MeasuredProcess.StartAsync(
            "github", new Dictionary<string, string>([clock.Setting], StringComparer.Ordinal), args: [$"{installations}", Path.Combine(data, "github"), "limits"]);
        await using var world = await PreviewServices.StartAsync(postgres, github.Url, data, clock);
        await world.SyncedAsync(installations * 1_000);
        var names = from owner in Enumerable.Range(1, installations) from i in Enumerable.Range(0, each) select $"org-{owner:00}/service-{((owner - 1) * 1_000) + i:000000}";
        await world.PreviewAsync("pace", FreePublish.Step, $$"""{ repositories: [{{string.Join(", ", names)}}] }""");
        var run = await world.RunAsync("pace", "publish");

        var settings = world.Campaign.Services.GetRequiredService<LimitSettings>();
        var (open, took) = await TookAsync(world);
        var least = Least(each, settings);
        var limits = await AskAsync(github.Url, "_simulator/limits");
        Console.WriteLine($"  {installations} x {each}: {open} open in {took.TotalMinutes:0.00} min, {took / least:0.000} of the least {least.TotalMinutes:0.00} min (wanted: {wanted:0.00}), "
            + $"{limits.GetProperty("secondary_refusals").GetInt64()} secondary refusals, {(double)run.Requests / open:0.00} requests each (wanted: 1.2), at {factor} times the speed");

        var before = await RequestsAsync(github.Url);
        await Task.Delay(Watched / factor);
        Console.WriteLine($"    watching: {(double)(await RequestsAsync(github.Url) - before) / open:0.000} requests for each open pull request in {Watched.TotalMinutes:0} minutes");
    }

    /// <summary>GitHub's least: so many an hour, and within the hour one a second and so many a minute.</summary>
    private static TimeSpan Least(int pulls, LimitSettings limits)
    {
        var hours = (pulls - 1) / limits.ContentPerHour;
        var rest = pulls - (hours * limits.ContentPerHour);
        var spaced = TimeSpan.FromMilliseconds(rest * (double)limits.WriteSpacingMs);
        var byMinute = TimeSpan.FromMinutes((double)rest / limits.ContentPerMinute);
        return TimeSpan.FromHours(hours) + (spaced > byMinute ? spaced : byMinute);
    }

    private static async Task<(long Open, TimeSpan Took)> TookAsync(PreviewServices world)
    {
        await using var command = world.Campaign.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            """
            select count(*), max(c.published_at) - (select max(started_at) from runs where kind = 'publish')
            from changesets c where c.campaign = 'pace' and c.published_at is not null
            """);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetTimeSpan(1));
    }

    private static async Task<long> RequestsAsync(Uri github) => (await AskAsync(github, "_simulator/requests")).GetProperty("total").GetInt64();

    private static async Task<JsonElement> AskAsync(Uri github, string path)
    {
        using var http = new HttpClient { BaseAddress = github };
        return await http.GetFromJsonAsync<JsonElement>(path);
    }
}
