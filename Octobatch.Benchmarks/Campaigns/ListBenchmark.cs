using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Npgsql;
using Octobatch.Benchmarks.Load;
using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Progress;
using Octobatch.Campaigns.Publishing.Bulk;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Reports;
using Octobatch.Campaigns.Runs;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Campaigns;

/// <summary>What reading a large campaign costs: pages of its lists, its counts and its report, and what workers ask when it is published.</summary>
internal static class ListBenchmark
{
    public const string Help = """
          lists options:
            --changesets N     in the campaign (default 125000)
            --rounds N         times that each is measured (default 30)
        """;

    private static long mostMemory;

    public static async Task<int> RunAsync(string[] args)
    {
        var count = Options.Number(args, "--changesets", 125_000);
        var rounds = Options.Number(args, "--rounds", 30);
        var data = Directory.CreateTempSubdirectory("octobatch-benchmark-");
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(
                new() { DataDirectory = Path.Combine(data.FullName, "postgres") }, NullLogger<EmbeddedPostgres>.Instance, CancellationToken.None);
            await using var app = await CampaignHost.StartAsync(new(StringComparer.Ordinal) { ["OCTOBATCH_POSTGRES_DSN"] = postgres.ConnectionString }, new ForgetfulClock());
            var database = app.Services.GetRequiredService<NpgsqlDataSource>();
            await LargeCampaign.CreateAsync(app.Services, count);
            Console.WriteLine($"{count} changesets, right after every row was written twice");
            await CountsAsync(app.Services, Math.Min(rounds, 5));
            await LargeCampaign.RunAsync(database, "vacuum analyze changesets", 0);
            await LargeCampaign.RunAsync(database, "vacuum analyze targets", 0);
            Console.WriteLine("After autovacuum");
            await CountsAsync(app.Services, rounds);
            await ListsAsync(app.Services, count, rounds);
            await LargeCampaign.PublishAsync(app.Services);
            Console.WriteLine("Published: most are open, a sixth is merged, a tenth waits for its wave");
            await PublishedAsync(app.Services, rounds);
            Console.WriteLine($"Resident memory of the campaign service: at most {mostMemory >> 20} MB (wanted: 400)");
            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task CountsAsync(IServiceProvider services, int rounds)
    {
        await MeasureAsync("counts by state and the latest run", rounds, async () =>
            (await services.GetRequiredService<ProgressReader>().ReadAsync([LargeCampaign.Name], CancellationToken.None))[0].Changesets.Count);
        await MeasureAsync("diffs, first page of 100", rounds, async () =>
            (await services.GetRequiredService<DiffReader>().ListAsync(1, null, 101, CancellationToken.None)).Count);
    }

    private static async Task ListsAsync(IServiceProvider services, int count, int rounds)
    {
        var reader = services.GetRequiredService<ChangesetReader>();
        var middle = new RepositoryCursor("org-10", "", 0);
        foreach (var (query, after) in ((string, RepositoryCursor?)[])[("", null), ("", middle), ("state=failed", middle), ("owner=org-07&state=ready", null), ("q=service-0001", null), ("q=nothing", null)])
        {
            var filter = ChangesetFilter.Read(new QueryCollection(query.Split('&').Select(p => p.Split('=')).Where(p => p.Length == 2).ToDictionary(p => p[0], p => new StringValues(p[1])))).Filter;
            await MeasureAsync($"changesets?{query}{(after is null ? "" : " from the middle")}", rounds, async () => (await reader.ListAsync(LargeCampaign.Name, filter, after, 101, CancellationToken.None)).Count);
        }

        var diffs = services.GetRequiredService<DiffReader>();
        await MeasureAsync("diffs, a page of singles", rounds, async () => (await diffs.ListAsync(1, new(1, "8"), 101, CancellationToken.None)).Count);
        await MeasureAsync("targets that were left out", rounds, async () =>
            (await services.GetRequiredService<TargetReader>().ListAsync(1, new(false, null, null), null, 101, CancellationToken.None)).Count);
        Console.WriteLine($"({count} changesets, {rounds} rounds, one connection)");
    }

    private static async Task PublishedAsync(IServiceProvider services, int rounds)
    {
        var none = CancellationToken.None;
        var report = services.GetRequiredService<ReportReader>();
        await MeasureAsync("the first report of a day, all days counted anew", Math.Min(rounds, 3), async () =>
        {
            await LargeCampaign.RunAsync(services.GetRequiredService<NpgsqlDataSource>(), "delete from report_days", 0);
            return (await report.ReadAsync(LargeCampaign.Name, none)).Burndown.Count;
        });
        await MeasureAsync("report", rounds, async () => (await report.ReadAsync(LargeCampaign.Name, none)).Burndown.Count);
        await MeasureAsync("report as CSV, whole", Math.Min(rounds, 3), async () =>
        {
            await services.GetRequiredService<CsvReport>().WriteAsync(LargeCampaign.Name, Stream.Null, none);
            return 0;
        });
        await MeasureAsync("changesets?state=ready with why they wait", rounds, async () => (await services.GetRequiredService<ChangesetReader>().ListAsync(
            LargeCampaign.Name, ChangesetFilter.Read(new QueryCollection(new Dictionary<string, StringValues>(StringComparer.Ordinal) { ["state"] = "ready" })).Filter, null, 101, none)).Count);
        var claims = services.GetRequiredService<ChangesetClaims>();
        await MeasureAsync("claim what is due to be looked at", rounds, async () => (await claims.ClaimDueAsync(ClaimKind.Look, [], TimeSpan.Zero, none)).Count);
        await MeasureAsync("when the next is due", rounds, async () => await claims.NextDueAsync(none) is null ? 0 : 1);
        var rollouts = services.GetRequiredService<RolloutStore>();
        var run = (await rollouts.ActiveAsync(none))[0];
        await MeasureAsync("claim what may be published", rounds, async () => (await rollouts.ClaimAsync(run, [], none)).Count);
        await MeasureAsync("whether the next wave may begin", rounds, async () => await rollouts.AdvanceAsync(run, none) ? 1 : 0);
        var bulk = services.GetRequiredService<BulkWriter>();
        await MeasureAsync("ask a rebase of all that is open", Math.Min(rounds, 3), async () =>
            (await bulk.AskAsync(LargeCampaign.Name, BulkAction.Rebase, new(null, "open"), Caller.System, none)).Accepted);
    }

    private static async Task MeasureAsync(string what, int rounds, Func<Task<int>> ask)
    {
        var times = new List<double>();
        var found = 0;
        for (var round = -2; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            found = await ask();
            mostMemory = Math.Max(mostMemory, Environment.WorkingSet);
            if (round >= 0) // before, code was compiled and pages read
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var sample = new Sample(times);
        Console.WriteLine($"  median {sample.Median,6:0.0} ms  95 % {sample.Within(0.95),6:0.0} ms  {found,3} rows  {what}");
    }
}
