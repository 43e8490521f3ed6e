using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Benchmarks.Load;
using Octobatch.Benchmarks.Processes;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Tokens;

/// <summary>A thousand callers at once for a token that nobody has yet, over two replicas, with a GitHub that takes its time.</summary>
internal static class ColdBurst
{
    private const int Callers = 1000;
    private const int Bursts = 10;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(IReadOnlyDictionary<string, string> settings, Uri github)
    {
        using var control = new HttpClient { BaseAddress = github };
        using var redis = EmbeddedRedis.Start(port: null, NullLoggerFactory.Instance);
        settings = new Dictionary<string, string>(settings, StringComparer.Ordinal) { ["OCTOBATCH_REDIS_URL"] = redis.Url };
        await using var one = await MeasuredProcess.StartAsync("token-service", settings);
        await using var two = await MeasuredProcess.StartAsync("token-service", settings);
        var connections = await Task.WhenAll(Enumerable.Range(0, Callers).Select(i => HttpConnection.OpenAsync(i % 2 == 0 ? one.EndPoint : two.EndPoint)));
        // The first requests compile code; what is measured is a service that runs.
        for (var installation = 1; installation <= 5; installation++)
            await BurstAsync(connections, installation);
        (await control.PostAsJsonAsync("/_simulator/faults", new { path = "*access_tokens", latency_ms = Latency.TotalMilliseconds })).EnsureSuccessStatusCode();

        var times = new List<double>();
        var before = await MintedAsync(control);
        for (var burst = 0; burst < Bursts; burst++)
            times.Add(await BurstAsync(connections, installation: 10 + burst));
        var requests = await MintedAsync(control) - before;

        var wanted = (2 * Latency.TotalMilliseconds) + 150;
        Console.WriteLine($"Cold burst: {Callers} callers over two replicas, GitHub takes {Latency.TotalMilliseconds:0} ms; {Bursts} bursts");
        Console.WriteLine($"  requests to GitHub for each: {(double)requests / Bursts:0.0} (wanted: 1)");
        Console.WriteLine($"  answered after: median {Sample.MedianOf(times):0} ms, worst {times.Max():0} ms (wanted: at most {wanted:0} ms)");
        foreach (var connection in connections)
            connection.Dispose();
    }

    /// <summary>Milliseconds until the last caller has its token.</summary>
    private static async Task<double> BurstAsync(HttpConnection[] connections, int installation)
    {
        var request = TokenBenchmark.Request(installation);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(connections.Select(c => c.SendAsync(request).AsTask()));
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<long> MintedAsync(HttpClient control) =>
        (await control.GetFromJsonAsync<JsonElement>("/_simulator/")).GetProperty("tokens_minted").GetInt64();
}
