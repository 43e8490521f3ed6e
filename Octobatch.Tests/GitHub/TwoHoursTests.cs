using System.Diagnostics;
using Octobatch.GitHub;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Requests;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>
/// Four replicas with unlimited demand for two simulated hours of one installation, against a GitHub that counts for itself.
/// </summary>
public sealed class TwoHoursTests(PostgresFixture postgres, RedisServerFixture redis, ITestOutputHelper output)
{
    private const int Replicas = 4;
    private const long Installation = 42;
    private static readonly TimeSpan Length = TimeSpan.FromHours(2);

    private enum Demand
    {
        PullRequest,
        PullRequestInOneDocument,
        Merge,
        Read,
        Query,
    }

    [Fact]
    public async Task Two_hours_of_content_use_what_the_limits_allow_and_break_none()
    {
        var github = await RunAsync([Demand.PullRequest, Demand.PullRequestInOneDocument], stopRedis: false);

        Assert.InRange(github.Contents, 0.98 * 1000, 1000);
    }

    [Fact]
    public async Task Two_hours_of_everything_at_once_use_what_the_limits_allow_and_break_none()
    {
        var github = await RunAsync([Demand.PullRequest, Demand.Merge, Demand.Merge, Demand.Read, Demand.Query], stopRedis: false);

        Assert.InRange(github.Contents, 0.98 * 1000, 1000);
        Assert.InRange(github.Writes, 0.98 * Length.TotalSeconds, Length.TotalSeconds);
    }

    [Fact]
    public async Task Two_hours_with_Redis_lost_halfway_use_what_the_limits_allow_and_break_none()
    {
        var github = await RunAsync([Demand.PullRequest, Demand.Merge, Demand.Merge, Demand.Read, Demand.Query], stopRedis: true);

        Assert.InRange(github.Contents, 0.98 * 1000, 1000);
        Assert.InRange(github.Writes, 0.98 * Length.TotalSeconds, Length.TotalSeconds);
    }

    private async Task<WatchingGitHub> RunAsync(Demand[] demands, bool stopRedis)
    {
        var started = Stopwatch.GetTimestamp();
        using var clock = new VirtualClock(new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        var end = clock.GetUtcNow() + Length;
        var github = new WatchingGitHub(clock, seed: 20);
        await using var database = await WriteBudgetDatabase.CreateAsync(postgres);
        await using var server = await redis.StartOwnAsync(TestContext.Current.CancellationToken);
        // Merges alone may be 3,600 an hour, so reads leave them their part of the primary limit.
        var limits = new LimitSettings { PrimaryReservePercent = 75 };
        var replicas = Enumerable.Range(0, Replicas).Select(_ => new Replica(clock, github.AnswerAsync, server.Url, database, limits)).ToList();
        using var over = new CancellationTokenSource(Length, clock);
        var gates = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var flows = (
            from replica in replicas
            from demand in demands
            from _ in Enumerable.Range(0, 3)
            select FlowAsync(replica.Client.For(Installation), demand)).ToList();
        if (stopRedis)
            flows.Add(StopRedisAsync());
        gates.SetResult();
        await clock.RunAsync(flows, () => replicas.Sum(replica => replica.Budget.Lanes(Installation).Waiting));

        output.WriteLine(
            $"{github.Contents} contents, {github.Writes} writes, {github.Reads} reads, {github.PrimaryRefusals} primary refusals, at most "
            + $"{github.MostAtOnce} at once, shortest spacing {github.ShortestSpacing}, took {Stopwatch.GetElapsedTime(started)}");
        foreach (var replica in replicas)
            await replica.DisposeAsync();
        Assert.Empty(github.Broken);
        Assert.InRange(github.ShortestSpacing, TimeSpan.FromSeconds(1), TimeSpan.MaxValue);
        return github;

        async Task FlowAsync(GitHubInstallation installation, Demand demand)
        {
            await gates.Task;
            try
            {
                while (clock.GetUtcNow() < end)
                    await SendAsync(installation, demand, over.Token);
            }
            catch (OperationCanceledException)
            {
                // The two hours are over.
            }
        }

        async Task StopRedisAsync()
        {
            await Task.Delay(Length / 2, clock);
            await server.StopAsync();
        }
    }

    private static Task SendAsync(GitHubInstallation installation, Demand demand, CancellationToken cancellation) => demand switch
    {
        Demand.PullRequest => installation.SendAsync(new GitHubRequest(HttpMethod.Post, "repos/a/b/pulls") { Creates = Creates.Content }, cancellation),
        Demand.PullRequestInOneDocument => installation.MutateAsync("mutation { a b c }", [], 3, Creates.Content, null, cancellation),
        Demand.Merge => installation.SendAsync(new GitHubRequest(HttpMethod.Put, "repos/a/b/pulls/1/merge"), cancellation),
        Demand.Query => installation.QueryAsync("{ viewer }", null, cancellation),
        _ => installation.SendAsync(new GitHubRequest(HttpMethod.Get, "repos/a/b"), cancellation),
    };
}
