using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Benchmarks.Processes;
using Octobatch.Benchmarks.Selections;
using Octobatch.Selections.Inventory;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Previews;

/// <summary>How long it takes until a run over very many targets is accepted, and until its targets are rows.</summary>
internal static class LargeStart
{
    public static async Task MeasureAsync(EmbeddedPostgres postgres, string data, int targets)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["OCTOBATCH_SERVICE_KEY"] = BenchmarkKeys.Service,
            ["OCTOBATCH_GITHUB_API_BASE_URL"] = "http://127.0.0.1:9", // only the start counts, so nobody answers
            ["OCTOBATCH_TOKEN_URL"] = "http://127.0.0.1:9",
            ["OCTOBATCH_BLOBSTORE_ENDPOINT"] = $"file://{Path.Combine(data, "large")}",
            ["OCTOBATCH_POSTGRES_DSN"] = await postgres.CreateDatabaseAsync("large_selection", CancellationToken.None),
        };
        await using var selection = await SelectionBenchmark.StartAsync(settings);
        await SelectionBenchmark.SeedAsync(selection.Services.GetRequiredService<InventoryWriter>(), targets);
        settings["OCTOBATCH_SELECTION_URL"] = selection.Urls.First();
        settings["OCTOBATCH_POSTGRES_DSN"] = await postgres.CreateDatabaseAsync("large_campaign", CancellationToken.None);
        await using var campaign = await CampaignCaller.StartAsync(settings);

        var started = Stopwatch.GetTimestamp();
        await campaign.SendAsync(HttpMethod.Post, "/api/campaigns", CampaignCaller.Spec("large", """{ delete: { files: [old.txt] } }""", """{ query: "name:*" }"""));
        var created = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        await campaign.SendAsync(HttpMethod.Post, "/api/campaigns/large/runs", """{"kind":"preview"}""", "application/json");
        var accepted = Stopwatch.GetElapsedTime(started);
        var total = 0;
        while (total == 0)
        {
            await Task.Delay(100);
            var run = await campaign.SendAsync(HttpMethod.Get, "/api/campaigns/large/runs/1");
            if (run.GetProperty("state").GetString() == "failed")
                throw new InvalidOperationException($"The run failed: {run}");
            total = run.GetProperty("counts").GetProperty("total").GetInt32();
        }

        var resolved = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        await campaign.SendAsync(HttpMethod.Post, "/api/campaigns/large/runs/1/cancel");
        Console.WriteLine($"A run over {targets} repositories: campaign created in {created.TotalMilliseconds:0} ms, run accepted in {accepted.TotalMilliseconds:0} ms (wanted: 2000), "
            + $"its {total} targets are rows after {resolved.TotalSeconds:0.0} s, cancelled in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
    }
}
