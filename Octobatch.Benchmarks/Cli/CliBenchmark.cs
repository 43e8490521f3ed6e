using System.Diagnostics;
using System.Net.Http.Headers;
using Octobatch.Benchmarks.Load;

namespace Octobatch.Benchmarks.Cli;

/// <summary>
/// How long <c>octobatch status</c> takes from its start to its end against a running Standalone: as the tool is packed (one native file),
/// compiled ready to run, and as the plain build has it. They take turns, so that whatever else the machine does strikes all alike.
/// </summary>
internal static class CliBenchmark
{
    public const string Help = """
          cli options:
            --runs N           of each kind (default 40)
            --campaigns N      that the list has (default 20)
        """;

    private const double WantedMilliseconds = 300;

    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("octobatch-benchmark-");
        try
        {
            var native = await CliBuild.PublishAsync("native, as the tool is packed", Path.Combine(folder.FullName, "native"), "--use-current-runtime");
            var ready = await CliBuild.PublishAsync(
                "ready to run", Path.Combine(folder.FullName, "ready"), "--use-current-runtime", "--self-contained", "false", "-p:PublishAot=false", "-p:PublishReadyToRun=true");
            var plain = await CliBuild.PublishAsync("framework-dependent", Path.Combine(folder.FullName, "plain"));
            await using var octobatch = await StandaloneProcess.StartAsync(Path.Combine(folder.FullName, "data"));
            await CreateCampaignsAsync(octobatch, Options.Number(args, "--campaigns", 20));
            Compare([native, ready, plain], octobatch, Options.Number(args, "--runs", 40));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Compare(CliBuild[] builds, StandaloneProcess octobatch, int runs)
    {
        const int WarmUp = 3;
        var times = builds.ToDictionary(build => build, _ => new List<double>());
        for (var run = 0; run < WarmUp + runs; run++)
        {
            foreach (var build in builds)
            {
                var took = Status(build, octobatch);
                if (run >= WarmUp)
                    times[build].Add(took);
            }
        }

        Console.WriteLine($"octobatch status, start to end, {runs} times each in turn (wanted: under {WantedMilliseconds:0} ms)");
        foreach (var build in builds)
        {
            var sample = new Sample(times[build]);
            Console.WriteLine($"  {build.Name,-32} median {sample.Median,5:0} ms   least {sample.Least,5:0} ms   nine of ten within {sample.Within(0.9),5:0} ms   {build.Megabytes,5:0.0} MB");
        }

        var ratio = Sample.MedianOf(times[builds[^1]]) / Sample.MedianOf(times[builds[0]]);
        Console.WriteLine($"  the framework-dependent build takes {ratio:0.0} times as long as the packed tool");
    }

    private static double Status(CliBuild build, StandaloneProcess octobatch)
    {
        var start = new ProcessStartInfo(build.Program, ["status"]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["OCTOBATCH_URL"] = octobatch.Url.AbsoluteUri;
        start.Environment["OCTOBATCH_KEY"] = octobatch.AdminKey;
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return process.ExitCode == 0 && output.Contains("campaign-1\t", StringComparison.Ordinal)
            ? took
            : throw new InvalidOperationException($"octobatch status ended with {process.ExitCode}: {output}");
    }

    private static async Task CreateCampaignsAsync(StandaloneProcess octobatch, int count)
    {
        using var http = new HttpClient { BaseAddress = octobatch.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", octobatch.AdminKey);
        for (var i = 1; i <= count; i++)
        {
            using var spec = new StringContent($$"""
                version: 1
                name: campaign-{{i}}
                select: [{ query: "org:acme" }]
                steps: [{ write: { file: NOTICE, content: "Hello." } }]
                changeset: { title: Hello }
                """, MediaTypeHeaderValue.Parse("application/yaml"));
            using var response = await http.PostAsync(new Uri("/api/campaigns", UriKind.Relative), spec);
            response.EnsureSuccessStatusCode();
        }
    }
}
