using System.Text;
using Octobatch.Benchmarks.Load;
using Octobatch.Benchmarks.Processes;

namespace Octobatch.Benchmarks.Tokens;

/// <summary>How much longer a cached token takes through the gateway than straight from the token service; one request at a time.</summary>
internal static class GatewayShare
{
    public static async Task RunAsync(IReadOnlyDictionary<string, string> settings, int rounds, TimeSpan turn)
    {
        await using var tokens = await MeasuredProcess.StartAsync("token-service", settings);
        await using var gateway = await MeasuredProcess.StartAsync("gateway", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OCTOBATCH_SERVICE_KEY"] = settings["OCTOBATCH_SERVICE_KEY"],
            ["OCTOBATCH_TOKEN_URL"] = tokens.Url.AbsoluteUri,
            ["OCTOBATCH_ADMIN_KEY"] = BenchmarkKeys.Admin,
            ["OCTOBATCH_GATEWAY_REQUESTS_PER_MINUTE"] = $"{int.MaxValue}",
        });
        var outside = Encoding.ASCII.GetBytes($"GET /tokens/installations/1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {BenchmarkKeys.Admin}\r\n\r\n");
        await MedianAsync(tokens, TokenBenchmark.Request(1), turn);
        await MedianAsync(gateway, outside, turn);

        var shares = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var straight = await MedianAsync(tokens, TokenBenchmark.Request(1), turn);
            shares.Add(await MedianAsync(gateway, outside, turn) - straight);
        }

        Console.WriteLine($"Gateway's own share of a forwarded cached token: median {Sample.MedianOf(shares):0.000} ms, worst turn {shares.Max():0.000} ms (wanted: under 1 ms)");
    }

    private static async Task<double> MedianAsync(MeasuredProcess server, byte[] request, TimeSpan turn) =>
        (await new LoadGenerator(server.EndPoint, connections: 1).RunAsync([request], turn)).Percentile(0.5);
}
