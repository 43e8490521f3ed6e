using System.Text;
using Octobatch.Benchmarks.Load;
using Octobatch.Benchmarks.Processes;

namespace Octobatch.Benchmarks.Tokens;

/// <summary>Cached tokens straight from the token service, service authentication included, against a bare API with the same bytes.</summary>
internal static class Throughput
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(IReadOnlyDictionary<string, string> settings, int connections, int rounds, TimeSpan turn)
    {
        await using var tokens = await MeasuredProcess.StartAsync("token-service", settings);
        using var first = await HttpConnection.OpenAsync(tokens.EndPoint);
        foreach (var request in Requests())
            await first.SendAsync(request);
        var body = Encoding.UTF8.GetString((await first.SendAsync(TokenBenchmark.Request(1))).Span);
        await using var bare = await MeasuredProcess.StartAsync("bare-api", firstLine: body);

        Console.WriteLine($"Cached tokens: {connections} connections, {TokenBenchmark.Installations} installations, {body.Length} bytes; {rounds} turns of {turn.TotalSeconds:0.#} s each");
        await TurnAsync(bare, connections, WarmUp);
        await TurnAsync(tokens, connections, WarmUp);
        var pairs = new List<(Turn Bare, Turn Tokens)>();
        for (var round = 0; round < rounds; round++)
        {
            var pair = (await TurnAsync(bare, connections, turn), await TurnAsync(tokens, connections, turn));
            pairs.Add(pair);
            Console.WriteLine($"  {round + 1}: bare {pair.Item1}   tokens {pair.Item2}");
        }

        Say("bare API", pairs.ConvertAll(p => p.Bare));
        Say("token service", pairs.ConvertAll(p => p.Tokens));
        Console.WriteLine($"  requests a second: {Sample.MedianOf(pairs.Select(p => p.Tokens.PerSecond / p.Bare.PerSecond)):0.00} of the bare API's (wanted: at least 0.75)");
        Console.WriteLine($"  CPU per request:   {Sample.MedianOf(pairs.Select(p => p.Tokens.CpuMicroseconds / p.Bare.CpuMicroseconds)):0.00} times the bare API's (wanted: at most 1.5)");
    }

    // New ones for each turn: service tokens live for minutes.
    private static List<byte[]> Requests() => [.. Enumerable.Range(1, TokenBenchmark.Installations).Select(TokenBenchmark.Request)];

    private static async Task<Turn> TurnAsync(MeasuredProcess server, int connections, TimeSpan length)
    {
        var before = server.Cpu;
        var load = await new LoadGenerator(server.EndPoint, connections).RunAsync(Requests(), length);
        return new(load.PerSecond, (server.Cpu - before).TotalMicroseconds / load.Requests, load.Percentile(0.5), load.Percentile(0.99));
    }

    private static void Say(string name, List<Turn> turns)
    {
        Console.WriteLine($"  {name,-14} {new Turn(Of(t => t.PerSecond), Of(t => t.CpuMicroseconds), Of(t => t.P50), Of(t => t.P99))} (medians)");
        double Of(Func<Turn, double> value) => Sample.MedianOf(turns.Select(value));
    }

    /// <param name="P50">Milliseconds, as is <paramref name="P99"/>.</param>
    private sealed record Turn(double PerSecond, double CpuMicroseconds, double P50, double P99)
    {
        public override string ToString() => $"{PerSecond,8:0}/s {CpuMicroseconds,6:0.0} µs CPU  p50 {P50:0.00} ms  p99 {P99:0.00} ms";
    }
}
