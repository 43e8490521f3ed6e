using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Npgsql;
using Octobatch.Campaigns;
using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Progress;
using Octobatch.Campaigns.Publishing.Bulk;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Reports;
using Octobatch.Campaigns.Runs;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Postgres;
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

    private const string Name = "large";

    public static async Task<int> RunAsync(string[] args)
    {
        var count = int.Parse(Option(args, "--changesets") ?? "125000", CultureInfo.InvariantCulture);
        var rounds = int.Parse(Option(args, "--rounds") ?? "30", CultureInfo.InvariantCulture);
        var data = Directory.CreateTempSubdirectory("octobatch-benchmark-");
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(
                new() { DataDirectory = Path.Combine(data.FullName, "postgres") }, NullLogger<EmbeddedPostgres>.Instance, CancellationToken.None);
            await using var app = await StartAsync(postgres.ConnectionString);
            var database = app.Services.GetRequiredService<NpgsqlDataSource>();
            await PublishedCampaign.CreateAsync(app.Services, Name);
            await SeedAsync(database, count);
            Console.WriteLine($"{count} changesets, right after every row was written twice");
            await CountsAsync(app.Services, Math.Min(rounds, 5));
            await RunAsync(database, "vacuum analyze changesets", 0);
            await RunAsync(database, "vacuum analyze targets", 0);
            Console.WriteLine("After autovacuum");
            await CountsAsync(app.Services, rounds);
            await ListsAsync(app.Services, count, rounds);
            await PublishedCampaign.SeedAsync(app.Services, Name);
            Console.WriteLine("Published: most are open, a sixth is merged, a tenth waits for its wave");
            await PublishedAsync(app.Services, rounds);
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
            (await services.GetRequiredService<ProgressReader>().ReadAsync([Name], CancellationToken.None))[0].Changesets.Count);
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
            await MeasureAsync($"changesets?{query}{(after is null ? "" : " from the middle")}", rounds, async () => (await reader.ListAsync(Name, filter, after, 101, CancellationToken.None)).Count);
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
            await RunAsync(services.GetRequiredService<NpgsqlDataSource>(), "delete from report_days", 0);
            return (await report.ReadAsync(Name, none)).Burndown.Count;
        });
        await MeasureAsync("report", rounds, async () => (await report.ReadAsync(Name, none)).Burndown.Count);
        await MeasureAsync("report as CSV, whole", Math.Min(rounds, 3), async () =>
        {
            await services.GetRequiredService<CsvReport>().WriteAsync(Name, Stream.Null, none);
            return 0;
        });
        await MeasureAsync("changesets?state=ready with why they wait", rounds, async () => (await services.GetRequiredService<ChangesetReader>().ListAsync(
            Name, ChangesetFilter.Read(new QueryCollection(new Dictionary<string, StringValues>(StringComparer.Ordinal) { ["state"] = "ready" })).Filter, null, 101, none)).Count);
        var claims = services.GetRequiredService<ChangesetClaims>();
        await MeasureAsync("claim what is due to be looked at", rounds, async () => (await claims.ClaimDueAsync(ClaimKind.Look, [], TimeSpan.Zero, none)).Count);
        await MeasureAsync("when the next is due", rounds, async () => await claims.NextDueAsync(none) is null ? 0 : 1);
        var rollouts = services.GetRequiredService<RolloutStore>();
        var run = (await rollouts.ActiveAsync(none))[0];
        await MeasureAsync("claim what may be published", rounds, async () => (await rollouts.ClaimAsync(run, [], none)).Count);
        await MeasureAsync("whether the next wave may begin", rounds, async () => await rollouts.AdvanceAsync(run, none) ? 1 : 0);
        var bulk = services.GetRequiredService<BulkWriter>();
        await MeasureAsync("ask a rebase of all that is open", Math.Min(rounds, 3), async () =>
            (await bulk.AskAsync(Name, BulkAction.Rebase, new(null, "open"), Caller.System, none)).Accepted);
    }

    private static async Task MeasureAsync(string what, int rounds, Func<Task<int>> ask)
    {
        var times = new List<double>();
        var found = 0;
        for (var round = -2; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            found = await ask();
            if (round >= 0) // before, code was compiled and pages read
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine($"  median {times[times.Count / 2],6:0.0} ms  95 % {times[(int)(times.Count * 0.95)],6:0.0} ms  {found,3} rows  {what}");
    }

    /// <summary>The campaign service with its schema in place and without its workers.</summary>
    private static async Task<WebApplication> StartAsync(string dsn)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0"), new("OCTOBATCH_POSTGRES_DSN", dsn)]);
        builder.AddCampaignService();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        await app.StartAsync();
        await app.Services.GetRequiredService<SchemaState>().WaitAsync(CancellationToken.None);
        return app;
    }

    // First all selected, then each with its result, as a preview does it. A third of the repositories have a patch of their own.
    private static async Task SeedAsync(NpgsqlDataSource database, int count)
    {
        const string result =
            """
            state = case when repository_id % 10 = 0 then 'no_change' when repository_id % 50 = 1 then 'failed' else 'ready' end,
            patch_hash = encode(sha256(((case when repository_id % 3 = 0 then repository_id else repository_id % 40 end)::text)::bytea), 'hex'),
            base_commit = encode(sha256(repository_id::text::bytea), 'hex'), files = 2, additions = 3, deletions = 3,
            artifact = 'campaigns/large/changes/0123456789abcdef/' || repository_id || '/' || md5(repository_id::text) || '.zip'
            """;
        await RunAsync(database, "insert into runs (campaign, number, kind, state, spec_version, steps_hash, snapshot, created_at, created_by, finished_at, due) values ('large', 1, 'preview', 'completed', 1, '', gen_random_uuid(), $1, 'system', $1, 'infinity')");
        await RunAsync(database,
            $"""
            insert into changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, default_branch, state, updated_at)
            select 'large', i, 'org-' || lpad((i % 20)::text, 2, '0'), 'service-' || lpad(i::text, 6, '0'), 'Org-' || lpad((i % 20)::text, 2, '0') || '/service-' || lpad(i::text, 6, '0'),
                'R_' || lpad(i::text, 12, '0'), i % 20, 'main', 'selected', $1 from generate_series(1, {count}) i
            """);
        await RunAsync(database, "insert into targets (run_id, owner_key, name_key, repository_id, repository, included, reason, reason_code, state, due) select 1, owner_key, name_key, repository_id, repository, true, 'select[0] takes it', 'selected', 'selected', $1 from changesets");
        await RunAsync(database, $"update changesets set {result}, preview = 1, updated_at = $1");
        await RunAsync(database, $"update targets set {result}, due = null, finished_at = $1");
    }

    internal static async Task RunAsync(NpgsqlDataSource database, string sql, int parameters = 1)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        if (parameters > 0)
            command.Parameters.Add(new() { Value = DateTime.UtcNow });
        await command.ExecuteNonQueryAsync();
    }

    private static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
