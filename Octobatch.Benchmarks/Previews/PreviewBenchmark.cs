using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Benchmarks.Load;
using Octobatch.Benchmarks.Processes;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Previews;

/// <summary>
/// What previews cost: requests, time and memory over thousands of simulated repositories, and the same work by a shell loop. The campaign
/// service runs in this process, so that its memory is this process's; everything else has processes of its own, on the same processors.
/// </summary>
internal static class PreviewBenchmark
{
    public const string Help = """
          previews options:
            --organisations N  of 1,000 repositories each (default 10)
            --shell N          repositories of the comparison with a shell loop (default 200)
            --large N          targets of the run whose start is measured (default 125000)
        """;

    private const string Exact = """{ replace: { files: [README.md], pattern: "service-", with: "SERVICE-" } }""";
    private const string Workflows = """{ replace: { files: [".github/workflows/*.yml"], pattern: "actions/checkout@v[34]", with: "actions/checkout@v5" } }""";
    private const string Everywhere = """{ replace: { files: ["**/*.md"], pattern: "service-", with: "SERVICE-" } }""";

    private const int Rounds = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        var organisations = Options.Number(args, "--organisations", 10);
        var data = Directory.CreateTempSubdirectory("octobatch-benchmark-");
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(
                new() { DataDirectory = Path.Combine(data.FullName, "postgres") }, NullLogger<EmbeddedPostgres>.Instance, CancellationToken.None);
            await using var github = await MeasuredProcess.StartAsync("github", args: [$"{organisations}", Path.Combine(data.FullName, "github")]);
            await using var world = await PreviewServices.StartAsync(postgres, github.Url, data.FullName);
            await world.SyncedAsync(organisations * 1_000);
            await RequestsAsync(world, Math.Min(5, organisations));
            await SpeedAsync(world, organisations);
            await ShellLoop.CompareAsync(world, github.Url, data.FullName, Options.Number(args, "--shell", 200));
            await LargeStart.MeasureAsync(postgres, data.FullName, Options.Number(args, "--large", 125_000));
            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task RequestsAsync(PreviewServices world, int organisations)
    {
        var count = organisations * 1_000;
        Console.WriteLine($"Requests to GitHub for {count} repositories");
        await RequestsAsync("exact path, cold", Exact, 250);
        await RequestsAsync("unchanged again", null, 60);
        await RequestsAsync("exact path, heads known", Exact.Replace("SERVICE", "Service", StringComparison.Ordinal), 120);
        await RequestsAsync(".github/workflows/*.yml", Workflows, 350);
        await RequestsAsync("**/*.md", Everywhere, count * 11 / 10);

        async Task RequestsAsync(string what, string? step, int wanted)
        {
            var run = await world.PreviewAsync("requests", step, PreviewServices.Organisations(organisations));
            Console.WriteLine($"  {what,-26} {run.Requests,6} (wanted for 5000: at most {wanted})  {run.Seconds,6:0.0} s  {run.Summary}");
        }
    }

    private static async Task SpeedAsync(PreviewServices world, int organisations)
    {
        Console.WriteLine("Speed, exact path, GitHub without limits on the same processors");
        await world.PreviewAsync("warm", Exact, PreviewServices.Organisations(organisations)); // so that the simulator has read all, not only those of the first
        var (small, large) = (new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            small.Add((await world.PreviewAsync($"small-{round}", Exact, PreviewServices.Organisations(1))).Seconds);
            large.Add((await world.PreviewAsync($"large-{round}", Exact, PreviewServices.Organisations(organisations))).Seconds);
        }

        var (few, many, count) = (Sample.MedianOf(small), Sample.MedianOf(large), organisations * 1_000);
        Console.WriteLine($"  1000 in {few:0.0} s, {count} in {many:0.0} s: {count / many:0} a second (wanted: 500), "
            + $"{many / few:0.0} times as long (wanted for 10000: at most 11); medians of {Rounds} rounds in turn");
        Console.WriteLine($"  resident memory of the campaign service: at most {world.MostMemory >> 20} MB (wanted: 400)");
    }
}
