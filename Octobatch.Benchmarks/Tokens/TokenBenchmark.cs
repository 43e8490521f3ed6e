using System.Text;
using Octobatch.Benchmarks.Load;
using Octobatch.Benchmarks.Processes;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Benchmarks.Tokens;

/// <summary>
/// What handing out tokens costs. Servers that are compared run in processes of their own and are measured in turns, so that whatever
/// else this machine does meets all of them alike; the ratios of neighbouring turns are what counts.
/// </summary>
internal static class TokenBenchmark
{
    public const string Help = """
          tokens options:
            --rounds N       turns of each server (default 7)
            --seconds S      length of a turn (default 4)
            --only WHAT      throughput, burst or gateway (default all)
        """;

    public const int Installations = 50;
    private const int Connections = 64;
    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = Options.Number(args, "--rounds", 7);
        var turn = TimeSpan.FromSeconds(Options.Number(args, "--seconds", 4));
        var only = Options.Text(args, "--only");
        var data = Directory.CreateTempSubdirectory("octobatch-benchmark-");
        try
        {
            await using var github = await MeasuredProcess.StartAsync("github", args: [$"{Installations}", data.FullName]);
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OCTOBATCH_SERVICE_KEY"] = BenchmarkKeys.Service,
                ["OCTOBATCH_GITHUB_API_BASE_URL"] = github.Url.AbsoluteUri,
                ["OCTOBATCH_GITHUB_APP_ID"] = "1",
                ["OCTOBATCH_GITHUB_APP_PRIVATE_KEY_PATH"] = Path.Combine(data.FullName, "github-app.pem"),
            };
            if (only is null or "throughput")
                await Throughput.RunAsync(settings, Connections, rounds, turn);
            if (only is null or "burst")
                await ColdBurst.RunAsync(settings, github.Url);
            if (only is null or "gateway")
                await GatewayShare.RunAsync(settings, rounds, turn / 2);
            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>A whole request for an installation's token, as a service sends it.</summary>
    public static byte[] Request(int installation)
    {
        var token = new ServiceTokenIssuer(OctobatchService.Campaign, new ServiceKeySettings { Keys = BenchmarkKeys.Service }, TimeProvider.System)
            .Issue(OctobatchService.Token, Caller.System);
        return Encoding.ASCII.GetBytes($"GET /tokens/installations/{installation} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n");
    }
}
