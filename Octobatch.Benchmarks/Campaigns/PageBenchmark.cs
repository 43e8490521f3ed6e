using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Octobatch.Benchmarks.Load;
using Octobatch.Benchmarks.Processes;
using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Changesets;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Campaigns;

/// <summary>What a browser waits for when it opens the pages of a very large campaign, one page after the other, through the gateway.</summary>
internal static class PageBenchmark
{
    public const string Help = """
          pages options:
            --changesets N     in the campaign (default 125000)
            --rounds N         times that each is asked for (default 30)
        """;

    private const int Rested = 5;

    /// <summary>Longer than anything is kept, so that all is read anew.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(4);

    private const string Patch =
        """
        diff --git a/NOTICE b/NOTICE
        new file mode 100644
        index 0000000000000000000000000000000000000000..8ab686eafeb1f44702738c8b0f24f2567c36da6d
        --- /dev/null
        +++ b/NOTICE
        @@ -0,0 +1 @@
        +Note
        diff --git a/README.md b/README.md
        index 257cc5642cb1a054f08cc83f2d943e56fd3ebe99..5716ca5987cbf97d6bb54920bea6adde242d87e6 100644
        --- a/README.md
        +++ b/README.md
        @@ -1,5 +1,5 @@
         # A service
        -See the notes.
        +See NOTICE.
        
        -Ask the team.
        -It answers.
        +Ask the team; it answers.
         

        """;

    public static async Task<int> RunAsync(string[] args)
    {
        var count = Options.Number(args, "--changesets", 125_000);
        var data = Directory.CreateTempSubdirectory("octobatch-benchmark-");
        try
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(
                new() { DataDirectory = Path.Combine(data.FullName, "postgres") }, NullLogger<EmbeddedPostgres>.Instance, CancellationToken.None);
            await using var campaigns = await CampaignHost.StartAsync(new(StringComparer.Ordinal)
            {
                ["OCTOBATCH_POSTGRES_DSN"] = postgres.ConnectionString,
                ["OCTOBATCH_SERVICE_KEY"] = BenchmarkKeys.Service,
                ["OCTOBATCH_BLOBSTORE_ENDPOINT"] = $"file://{Path.Combine(data.FullName, "blobs")}",
            });
            await LargeCampaign.CreateAsync(campaigns.Services, count);
            await LargeCampaign.PublishAsync(campaigns.Services);
            await StorePatchAsync(campaigns.Services);
            await using var gateway = await MeasuredProcess.StartAsync("gateway", new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OCTOBATCH_SERVICE_KEY"] = BenchmarkKeys.Service,
                ["OCTOBATCH_CAMPAIGN_URL"] = campaigns.Urls.First(),
                ["OCTOBATCH_POSTGRES_DSN"] = await postgres.CreateDatabaseAsync("gateway", CancellationToken.None),
                ["OCTOBATCH_ADMIN_KEY"] = BenchmarkKeys.Admin,
                ["OCTOBATCH_GATEWAY_REQUESTS_PER_MINUTE"] = $"{int.MaxValue}",
            });
            Console.WriteLine($"Pages of a campaign of {count} changesets (wanted: first byte under 150 ms at the median, under 100 kB)");
            var (largest, rounds) = (await LargestGroupAsync(campaigns.Services), Options.Number(args, "--rounds", 30));
            await PagesAsync(gateway.Url, largest, rounds);
            Console.WriteLine("While all of them are watched, each every 15 minutes");
            using var stop = new CancellationTokenSource();
            await LargeCampaign.LookAsync(campaigns.Services, count, 0, 60); // so that rows lie about as they do after a while
            var watching = LargeCampaign.WatchAsync(campaigns.Services, count, 60, stop.Token);
            await PagesAsync(gateway.Url, largest, rounds);
            await stop.CancelAsync();
            await watching;
            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task PagesAsync(Uri gateway, string largest, int rounds)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        http.DefaultRequestHeaders.Authorization = new("Bearer", BenchmarkKeys.Admin);
        http.DefaultRequestHeaders.Accept.Add(new("text/html"));
        string[] pages =
        [
            "/campaigns", "/campaigns/large", "/campaigns/large?state=open&checks=failing", "/campaigns/large?state=ready", "/campaigns/large/diffs",
            $"/campaigns/large/diffs/{largest}", "/campaigns/large/changesets/Org-03/service-000003",
        ];
        foreach (var page in pages)
        {
            var (first, bytes) = await OpenAsync(http, page);
            var times = new List<double>();
            for (var round = 0; round < rounds; round++)
                times.Add((await OpenAsync(http, page)).Milliseconds);
            var rested = new List<double>();
            for (var round = 0; round < Rested; round++)
            {
                await Task.Delay(Rest);
                rested.Add((await OpenAsync(http, page)).Milliseconds);
            }

            var sample = new Sample(times);
            Console.WriteLine($"  first byte: median {sample.Median,6:0.0} ms  95 % {sample.Within(0.95),6:0.0} ms  after a rest {Sample.MedianOf(rested),6:0.0} ms  the very first {first,6:0.0} ms  {bytes / 1000.0,5:0.0} kB  {page.Replace(largest, "(the largest group)")}");
        }
    }

    /// <returns>Until the first byte of the page, and how many bytes it has, not compressed.</returns>
    private static async Task<(double Milliseconds, long Bytes)> OpenAsync(HttpClient http, string page)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await http.GetAsync(new Uri(page, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        long bytes = await body.ReadAsync(buffer);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            bytes += read;
        return (took, bytes);
    }

    // One that all share: how many blobs there are makes no difference to who reads one.
    private static async Task StorePatchAsync(IServiceProvider services)
    {
        var key = ArtifactKey.Of(LargeCampaign.Name, new byte[32], 1, new string('0', 40));
        var artifact = new Artifact(Encoding.UTF8.GetBytes(Patch), "", new([], [], []), new Dictionary<string, ReadOnlyMemory<byte>>());
        await services.GetRequiredService<ArtifactStore>().WriteAsync(key, artifact, CancellationToken.None);
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await LargeCampaign.RunAsync(database, $"update changesets set artifact = '{key}' where artifact is not null", 0);
        await LargeCampaign.RunAsync(database, $"update targets set artifact = '{key}' where artifact is not null", 0);
        await LargeCampaign.RunAsync(database, "vacuum analyze changesets", 0);
        await LargeCampaign.RunAsync(database, "vacuum analyze targets", 0);
    }

    private static async Task<string> LargestGroupAsync(IServiceProvider services) =>
        (await services.GetRequiredService<DiffReader>().ListAsync(1, null, 1, CancellationToken.None))[0].PatchHash;
}
