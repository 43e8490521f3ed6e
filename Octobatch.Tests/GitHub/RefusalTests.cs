using System.Globalization;
using System.Net;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Requests;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>GitHub refuses for a limit's sake, and how exactly that is obeyed.</summary>
[Collection(nameof(SharedRedisAlone))]
public sealed class RefusalTests(PostgresFixture postgres, RedisServerFixture redis) : IDisposable
{
    private const string Secondary = """{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}""";
    private static readonly GitHubRequest Get = new(HttpMethod.Get, "repos/a/b");
    private static readonly GitHubRequest Post = new(HttpMethod.Post, "repos/a/b/pulls") { Creates = Creates.Content };
    private static long installations = 7_000;
    private readonly VirtualClock time = new(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly List<(DateTimeOffset At, string Method)> sent = [];
    private readonly Queue<HttpResponseMessage> answers = new();
    private readonly long installation = Interlocked.Increment(ref installations);

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Retry_After_is_obeyed_to_the_second_by_every_replica(int status)
    {
        await using var database = await WriteBudgetDatabase.CreateAsync(postgres);
        var url = await redis.GetUrlAsync();
        await using var one = new Replica(time, AnswerAsync, url, database);
        await using var other = new Replica(time, AnswerAsync, url, database);
        var start = time.GetUtcNow();
        answers.Enqueue(Refused(status, Secondary, ("Retry-After", "37")));
        var refused = await RunAsync(one.Client.For(installation).SendAsync(Post, Cancellation));

        Assert.Equal(GitHubErrorKind.SecondaryLimited, refused.Error?.Kind);
        Assert.InRange(refused.Error!.RetryAt!.Value - start, TimeSpan.FromSeconds(37), TimeSpan.FromSeconds(37.5));
        var read = other.Client.For(installation).SendAsync(Get, Cancellation);
        var write = other.Client.For(installation).SendAsync(Post, Cancellation);
        await time.RunAsync([read, write], () => 0);
        Assert.All(sent.Skip(1), s => Assert.InRange(s.At, refused.Error.RetryAt.Value, refused.Error.RetryAt.Value + TimeSpan.FromSeconds(4)));
        Assert.Equal(3, sent.Count);
    }

    [Fact]
    public async Task Without_Redis_the_other_replica_s_writes_know_of_it_by_Postgres()
    {
        await using var database = await WriteBudgetDatabase.CreateAsync(postgres);
        await using var one = new Replica(time, AnswerAsync, postgres: database);
        await using var other = new Replica(time, AnswerAsync, postgres: database);
        answers.Enqueue(Refused(403, Secondary));
        var refused = await RunAsync(one.Client.For(installation).SendAsync(Post, Cancellation));
        await RunAsync(other.Client.For(installation).SendAsync(Post, Cancellation));

        Assert.InRange(sent[1].At - sent[0].At, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(64));
        Assert.Equal(refused.Error!.RetryAt!.Value, sent[0].At + TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_used_up_primary_limit_stops_its_own_kind_until_its_reset_and_no_other()
    {
        await using var replica = new Replica(time, AnswerAsync, await redis.GetUrlAsync());
        var reset = time.GetUtcNow() + TimeSpan.FromMinutes(20);
        answers.Enqueue(Refused(403, """{"message":"API rate limit exceeded for installation ID 1."}""",
            ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-resource", "core"),
            ("x-ratelimit-reset", reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))));
        var read = replica.Client.For(installation).SendAsync(Get, Cancellation);
        var query = replica.Client.For(installation).QueryAsync("{ a }", null, Cancellation);
        await time.RunAsync([read, query], () => 0);

        Assert.True((await read).Ok);
        Assert.Equal(reset - TimeSpan.FromMinutes(20), sent[1].At);
        Assert.InRange(sent[^1].At, reset, reset + TimeSpan.FromSeconds(2));
        Assert.Equal(3, sent.Count);
    }

    [Fact]
    public async Task A_waiting_request_can_be_cancelled()
    {
        await using var replica = new Replica(time, AnswerAsync, await redis.GetUrlAsync());
        answers.Enqueue(Refused(403, Secondary, ("Retry-After", "3000")));
        using var gone = new CancellationTokenSource();
        var waiting = replica.Client.For(installation).SendAsync(Get, gone.Token);
        while (sent.Count == 0)
            await Task.Yield();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Single(sent);
    }

    [Fact]
    public async Task A_replica_without_Redis_reads_no_more_than_its_share()
    {
        await using var replica = new Replica(time, AnswerAsync);
        var start = time.GetUtcNow();
        for (var i = 0; i < 60; i++)
            await RunAsync(replica.Client.For(installation).SendAsync(Get, Cancellation));

        // A tenth of 900 points, by four replicas.
        Assert.All(sent, s => Assert.InRange(sent.Count(o => o.At <= s.At && o.At > s.At - TimeSpan.FromMinutes(1)), 1, 22));
        Assert.InRange(time.GetUtcNow() - start, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    public void Dispose() => time.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<T> RunAsync<T>(Task<T> task)
    {
        await time.RunAsync([task], () => 0);
        return await task;
    }

    private Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        lock (sent)
        {
            sent.Add((time.GetUtcNow(), request.Method.Method));
            return Task.FromResult(answers.Count > 0 ? answers.Dequeue() : StubClients.Json(HttpStatusCode.OK, """{"data":{}}"""));
        }
    }

    private static HttpResponseMessage Refused(int status, string body, params (string Name, string Value)[] headers)
    {
        var response = StubClients.Json((HttpStatusCode)status, body);
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }
}
