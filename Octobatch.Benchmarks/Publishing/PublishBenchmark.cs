using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Benchmarks.Previews;
using Octobatch.Benchmarks.Processes;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Publishing;

/// <summary>What publishing costs: time against what GitHub's limits allow, requests, CPU, and the same work by a shell loop.</summary>
internal static class PublishBenchmark
{
    public const string Help = """
          publishing options:
            --pulls N          pull requests of one installation, within GitHub's limits (default 1000; 0: not measured)
            --installations N  that publish side by side, a hundred pull requests each (default 10; 0: not measured)
            --factor N         how fast the clock of the first of these runs (default 20)
            --free N           pull requests without limits; with those of the loop at most 1000 (default 500)
            --shell N          pull requests of the shell loop (default 50)
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var (pulls, installations) = (Options.Number(args, "--pulls", 1_000), Options.Number(args, "--installations", 10));
        Console.WriteLine("Within GitHub's published limits, on a fast clock");
        await AloneAsync(pulls, (postgres, data) => Pace.MeasureAsync(postgres, data, 1, pulls, 1.05, Options.Number(args, "--factor", 20)));
        await AloneAsync(installations, (postgres, data) => Pace.MeasureAsync(postgres, data, installations, 100, 1.10, 4));
        Console.WriteLine("Without limits, all on the same processors");
        await AloneAsync(1, (postgres, data) => FreePublish.MeasureAsync(postgres, data, Options.Number(args, "--free", 500), Options.Number(args, "--shell", 50)));
        return 0;
    }

    /// <param name="size">0 leaves it out.</param>
    private static async Task AloneAsync(int size, Func<EmbeddedPostgres, string, Task> measure)
    {
        if (size == 0)
            return;
        var data = Directory.CreateTempSubdirectory("octobatch-benchmark-");
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(
                new() { DataDirectory = Path.Combine(data.FullName, "postgres") }, NullLogger<EmbeddedPostgres>.Instance, CancellationToken.None);
            await measure(postgres, data.FullName);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
