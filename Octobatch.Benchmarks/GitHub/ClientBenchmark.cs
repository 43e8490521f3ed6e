using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Octobatch.Benchmarks.Processes;
using Octobatch.GitHub;
using Octobatch.GitHub.Requests;
using Octobatch.ServiceDefaults;

namespace Octobatch.Benchmarks.GitHub;

/// <summary>
/// What the client costs: the same calls to the simulator, its limits off, through the client and through a bare HttpClient, in turns. The
/// simulator is a process of its own, so that allocations are the client's alone.
/// </summary>
internal static class ClientBenchmark
{
    public const string Help = """
          client options:
            --rounds N       turns of each (default 7)
            --seconds S      length of a turn (default 4)
            --connections N  requests at the same time (default 32)
        """;

    private const string Path = "installation/repositories?per_page=10";

    /// <summary>Compares, and prints the ratio and the allocations.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = Options.Number(args, "--rounds", 7);
        var turn = TimeSpan.FromSeconds(Options.Number(args, "--seconds", 4));
        var connections = Options.Number(args, "--connections", 32);
        var data = Directory.CreateTempSubdirectory("octobatch-benchmark-");
        try
        {
            await using var simulator = await MeasuredProcess.StartAsync("github", args: ["1", data.FullName]);
            var url = simulator.Url;
            var token = await InstallationTokens.MintAsync(url, System.IO.Path.Combine(data.FullName, "github-app.pem"));
            await using var app = Client(url, token);
            var github = app.Services.GetRequiredService<GitHubClient>().For(1);
            using var bare = new HttpClient(GitHubRegistration.Handler()) { BaseAddress = url };
            bare.DefaultRequestHeaders.Authorization = new("Bearer", token);
            bare.DefaultRequestHeaders.UserAgent.ParseAdd("octobatch-benchmark");

            Console.WriteLine($"GET /{Path}: {connections} at a time, {rounds} turns of {turn.TotalSeconds:0.#} s each");
            var request = new GitHubRequest(HttpMethod.Get, Path);
            await TurnAsync(BareAsync, connections, turn);
            await TurnAsync(ClientAsync, connections, turn);
            var pairs = new List<(Turn Bare, Turn Client)>();
            for (var round = 1; round <= rounds; round++)
            {
                pairs.Add((await TurnAsync(BareAsync, connections, turn), await TurnAsync(ClientAsync, connections, turn)));
                Console.WriteLine($"  {round}: bare {pairs[^1].Bare}   client {pairs[^1].Client}");
            }

            var ratios = pairs.Select(pair => pair.Client.PerSecond / pair.Bare.PerSecond).Order().ToList();
            var (bareBytes, clientBytes) = (pairs.Average(pair => pair.Bare.Bytes), pairs.Average(pair => pair.Client.Bytes));
            Console.WriteLine($"  requests a second: {ratios[ratios.Count / 2]:0.00} of the bare HttpClient's (median)");
            Console.WriteLine($"  allocations:       {clientBytes:0} bytes a request, the bare HttpClient's {bareBytes:0}");
            return 0;

            async Task BareAsync()
            {
                using var response = await bare.GetAsync(new Uri(Path, UriKind.Relative));
                response.EnsureSuccessStatusCode();
                _ = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());
            }

            async Task ClientAsync()
            {
                var result = await github.SendAsync(request, CancellationToken.None);
                _ = JsonElement.Parse((result.Value ?? throw new InvalidOperationException(result.Error?.Message)).Body.Span);
            }
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task<Turn> TurnAsync(Func<Task> send, int connections, TimeSpan length)
    {
        var (started, before, count) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(), 0L);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < length)
            {
                await send();
                Interlocked.Increment(ref count);
            }
        })));
        return new(count / Stopwatch.GetElapsedTime(started).TotalSeconds, (GC.GetTotalAllocatedBytes() - before) / (double)count);
    }

    private static WebApplication Client(Uri github, string token)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["OCTOBATCH_GITHUB_API_BASE_URL"] = github.AbsoluteUri;
        builder.Configuration["OCTOBATCH_GITHUB_LIMITS"] = "off";
        builder.Configuration["OCTOBATCH_SERVICE_KEY"] = "a-service-key-for-benchmarks-0123456789-0123456789";
        builder.Configuration["OCTOBATCH_TOKEN_URL"] = "http://127.0.0.1:9";
        builder.AddServiceDefaults(OctobatchService.Selection, typeof(ClientBenchmark).Assembly);
        builder.AddGitHub(writes: false);
        builder.Services.AddHttpClient(OctobatchService.Token.Name).ConfigurePrimaryHttpMessageHandler(() => new OneToken(token));
        return builder.Build();
    }

    /// <param name="Bytes">Allocated a request.</param>
    private sealed record Turn(double PerSecond, double Bytes)
    {
        public override string ToString() => $"{PerSecond,7:0}/s {Bytes,6:0} B";
    }
}
