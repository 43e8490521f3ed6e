using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.GitHub;
using Octobatch.GitHub.Requests;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>Real seconds count here, so nothing else of this suite runs beside it.</summary>
[CollectionDefinition(nameof(FourProcessesTests), DisableParallelization = true)]
public sealed class FourProcessesAlone;

/// <summary>Four processes with unlimited demand for ten minutes of one installation, at twenty times the speed.</summary>
[Collection(nameof(FourProcessesTests))]
public sealed class FourProcessesTests(PostgresFixture postgres, RedisServerFixture redis, ITestOutputHelper output)
{
    private const string Ready = "/ready";
    private const string Echo = "/echo";
    private const string Variable = "OCTOBATCH_TEST_REPLICA";
    private const int Factor = 20;
    private const int Processes = 4;
    private static readonly GitHubRequest Create = new(HttpMethod.Post, "repos/a/b/pulls") { Creates = Creates.Content };
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);
    private WatchingGitHub? github;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_minutes_use_what_the_limits_allow_and_break_none()
    {
        await using var server = await ServeAsync();
        var dsn = await postgres.CreateDatabaseAsync(Cancellation);
        await (await WriteBudgetDatabase.PrepareAsync(dsn)).DisposeAsync();
        var given = string.Join('\n', server.Urls.Single(), await redis.GetUrlAsync(), dsn);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var late = LateAsync(new(server.Urls.Single() + Echo), over.Token);
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => RunProcessAsync(given)));
        await over.CancelAsync();

        Assert.NotNull(github);
        output.WriteLine($"{github.Contents} contents, at most {github.MostAtOnce} at once");
        Assert.Empty(github.Broken);
        var (share, lost) = await late;
        output.WriteLine($"{share:P1} of the timers came later than a slot is long, by {lost.TotalSeconds:0.0} s in all");
        // All slots are given after two thirds of the time; a machine that stood still for much of the rest has not let anybody ask.
        Assert.SkipWhen(lost > TimeSpan.FromSeconds(5), $"This machine stands still too long to measure anything: {lost.TotalSeconds:0.0} s of {Length.TotalSeconds / Factor:0}.");
        Assert.InRange(await GrantedAsync(dsn), 490, 500);
        // A slot that is not used in time is spent all the same.
        Assert.SkipWhen(share > 0.001, $"This machine is too busy to measure more: {share:P1} of its timers came later than a slot is long.");
        Assert.InRange(github.Contents, 490, 500);
    }

    private static async Task<long> GrantedAsync(string dsn)
    {
        await using var database = NpgsqlDataSource.Create(dsn);
        await using var command = database.CreateCommand("select max(total) from write_spendings where installation_id = 1 and ledger = 'content'");
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>How often a timer and one round trip take so long on this machine that a slot would be over, and how much longer in all.</summary>
    private static async Task<(double Share, TimeSpan Lost)> LateAsync(Uri echo, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var longest = TimeSpan.FromMilliseconds(10 + (1000.0 / Factor));
        var (late, all, lost) = (0, 0, TimeSpan.Zero);
        while (!cancellation.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            await Task.Delay(10, CancellationToken.None);
            await http.GetStringAsync(echo, CancellationToken.None);
            all++;
            if (Stopwatch.GetElapsedTime(started) is var took && took <= longest)
                continue;
            late++;
            lost += took - longest;
        }

        return (late / (double)all, lost);
    }

    /// <summary>One of the four; started by the test above, and by nobody else.</summary>
    [Fact(Explicit = true)]
    public async Task Replica()
    {
        var given = Environment.GetEnvironmentVariable(Variable)!.Split('\n');
        using var network = new HttpMessageInvoker(GitHubRegistration.Handler());
        using var http = new HttpClient();
        await using var database = NpgsqlDataSource.Create(given[2]);
        // Once for practice: code that has never run is slow, and a second is 50 ms here.
        await using (var practice = new Replica(TimeProvider.System, network.SendAsync, given[1], database, baseUrl: given[0]))
            await practice.Client.For(Environment.ProcessId).SendAsync(Create, Cancellation);

        var epoch = await http.GetStringAsync(new Uri(given[0] + Ready), Cancellation);
        var clock = new ScaledClock(new(long.Parse(epoch, CultureInfo.InvariantCulture), TimeSpan.Zero), Factor);
        await using var replica = new Replica(clock, network.SendAsync, given[1], database, baseUrl: given[0]);
        using var over = new CancellationTokenSource(Length, clock);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                while (true)
                    await replica.Client.For(1).SendAsync(Create, over.Token);
            }
            catch (OperationCanceledException)
            {
                // The ten minutes are over.
            }
        }));
    }

    private static async Task RunProcessAsync(string given)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Octobatch.Tests"))
        {
            ArgumentList = { "-explicit", "only", "-method", $"{typeof(FourProcessesTests).FullName}.{nameof(Replica)}" },
            Environment = { [Variable] = given },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var (text, errors) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
            await process.WaitForExitAsync(Cancellation);
            Assert.True(process.ExitCode == 0, await text + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private async Task<WebApplication> ServeAsync()
    {
        var ready = 0;
        var start = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http =>
        {
            if (http.Request.Path == Ready)
            {
                // The ten minutes begin when all are there.
                if (Interlocked.Increment(ref ready) == Processes)
                {
                    var epoch = DateTimeOffset.UtcNow;
                    github = new(new ScaledClock(epoch, Factor), seed: 4);
                    start.SetResult(epoch.UtcTicks.ToString(CultureInfo.InvariantCulture));
                }

                await http.Response.WriteAsync(await start.Task, http.RequestAborted);
                return;
            }

            if (github is null || http.Request.Path == Echo)
                return; // practice

            using var request = new HttpRequestMessage(new(http.Request.Method), $"http://github.test{http.Request.Path}");
            using var response = await github.AnswerAsync(request, http.RequestAborted);
            http.Response.StatusCode = (int)response.StatusCode;
            foreach (var (name, values) in response.Headers)
                http.Response.Headers[name] = values.ToArray();
            await http.Response.Body.WriteAsync(await response.Content.ReadAsByteArrayAsync(http.RequestAborted), http.RequestAborted);
        });
        await app.StartAsync();
        return app;
    }
}
