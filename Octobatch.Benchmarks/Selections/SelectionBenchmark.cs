using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Selections;
using Octobatch.Selections.Inventory;
using Octobatch.Selections.Queries;
using Octobatch.Selections.Resolution;
using Octobatch.Selections.Sync;
using Octobatch.ServiceDefaults.Events;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Selections;

/// <summary>
/// What the inventory costs: pages of a query and a full resolution over many repositories in a real Postgres, in this process, so that
/// its memory is the resolution's.
/// </summary>
internal static class SelectionBenchmark
{
    public const string Help = """
          selection options:
            --repositories N   in the inventory (default 100000)
            --rounds N         times that each is measured (default 15)
            --synced N         repositories of the simulated GitHub that are synced (default 5000)
        """;

    private static readonly string[] Queries =
    [
        "org:org-01 topic:service language:go archived:false name:service-*",
        "org:org-07 topic:rare language:go archived:false name:*-00*",
        "topic:rare language:rust archived:false name:*9",
        "name:service-09999*",
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var count = Options.Number(args, "--repositories", 100_000);
        var rounds = Options.Number(args, "--rounds", 15);
        var data = Directory.CreateTempSubdirectory("octobatch-benchmark-");
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(
                new() { DataDirectory = Path.Combine(data.FullName, "postgres") }, NullLogger<EmbeddedPostgres>.Instance, CancellationToken.None);
            await SyncCost.RunAsync(postgres, data.FullName, Options.Number(args, "--synced", 5_000));
            await using var app = await StartAsync(new() { ["OCTOBATCH_POSTGRES_DSN"] = postgres.ConnectionString });
            await SeedAsync(app.Services.GetRequiredService<InventoryWriter>(), count);
            Console.WriteLine($"{count} repositories in the inventory");
            await PagesAsync(app.Services.GetRequiredService<InventoryReader>(), rounds);
            await ResolveAsync(app.Services.GetRequiredService<Resolver>());
            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>The selection service with its schema in place and without its workers.</summary>
    public static async Task<WebApplication> StartAsync(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0"), .. settings]);
        builder.AddSelectionService();
        builder.Logging.ClearProviders();
        foreach (var worker in builder.Services.Where(s => s.ImplementationType == typeof(SyncWorker) || s.ImplementationType == typeof(EventWorker)).ToList())
            builder.Services.Remove(worker);
        var app = builder.Build();
        app.MapSelectionService();
        await app.StartAsync();
        await app.Services.GetRequiredService<SchemaState>().WaitAsync(CancellationToken.None);
        return app;
    }

    public static async Task SeedAsync(InventoryWriter writer, int count)
    {
        var started = Stopwatch.GetTimestamp();
        string[] languages = ["Go", "TypeScript", "C#", "Python", "Rust"];
        var permissions = new Dictionary<string, string> { ["contents"] = "write", ["pull_requests"] = "write" };
        await writer.WriteAsync(
            [.. Enumerable.Range(1, 20).Select(i => new Installation(i, $"org-{i:00}", 1_000 + i)
            {
                AccountType = "Organization",
                RepositorySelection = "all",
                Permissions = permissions,
            })], CancellationToken.None);
        var repositories = Enumerable.Range(0, count).Select(i => new Repository(i + 1, (i % 20) + 1, $"org-{(i % 20) + 1:00}", $"service-{i:000000}")
        {
            NodeId = $"R_{i:000000000000}",
            DefaultBranch = "main",
            HeadCommit = $"{i:0000000000000000000000000000000000000000}",
            Visibility = i % 3 == 0 ? "public" : "private",
            Archived = i % 13 == 0,
            Language = languages[i % 7 % 5],
            Topics = i % 211 == 0 ? ["service", "rare"] : i % 2 == 0 ? ["service"] : ["library"],
            Properties = new Dictionary<string, IReadOnlyList<string>> { ["tier"] = [$"{i % 3}"], ["team"] = [$"team-{i % 50}"] },
            SizeKb = i % 5_000,
            Stars = i % 40,
            PushedAt = DateTimeOffset.UnixEpoch.AddHours(400_000 + (i % 90_000)),
        });
        foreach (var page in repositories.Chunk(1_000))
            await writer.WriteAsync(page, CancellationToken.None);
        Console.WriteLine($"Written in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, 1,000 with each statement");
    }

    private static async Task PagesAsync(InventoryReader reader, int rounds)
    {
        Console.WriteLine("First page of 100, milliseconds (wanted: 30 at the median)");
        foreach (var text in Queries)
        {
            var query = QueryParser.Parse(text).Query!;
            var times = new List<double>();
            var found = 0;
            for (var round = -3; round < rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                found = (await reader.ReadAsync(query, null, 101, CancellationToken.None)).Count;
                if (round >= 0) // before, code was compiled and pages read
                    times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            times.Sort();
            Console.WriteLine($"  median {times[times.Count / 2],6:0.0}  worst {times[^1],6:0.0}  {found,3} rows  {text}");
        }
    }

    private static async Task ResolveAsync(Resolver resolver)
    {
        var errors = new List<SelectionError>();
        var selection = SelectionReader.Read(
            new SelectionRequest { Select = [new() { Query = "name:*" }], Exclude = [new() { Query = "topic:rare" }] }, errors)!;
        var before = Environment.WorkingSet;
        for (var round = 0; round < 3; round++)
        {
            var allocated = GC.GetTotalAllocatedBytes();
            var started = Stopwatch.GetTimestamp();
            var resolved = (await resolver.ResolveAsync(selection, CancellationToken.None)).Value!;
            var included = resolved.Targets.Count(target => target is { Included: true, Reason.Length: > 0 });
            var took = Stopwatch.GetElapsedTime(started);
            allocated = GC.GetTotalAllocatedBytes() - allocated;
            Console.WriteLine(
                $"Resolved {resolved.Considered} with reasons ({included} included) in {took.TotalSeconds:0.00} s (wanted: 3), "
                + $"{allocated >> 20} MB allocated, working set grown by {(Environment.WorkingSet - before) >> 20} MB (wanted: 200)");
        }
    }
}
