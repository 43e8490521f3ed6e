using System.Net;
using Octobatch.GitHub.Requests;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>A Redis that answers, but later than a write's slot is long.</summary>
public sealed class SlowRedisTests(PostgresFixture postgres)
{
    private static readonly GitHubRequest Create = new(HttpMethod.Post, "repos/a/b/pulls") { Creates = Creates.Content };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(60, 200)]
    [InlineData(1, 20)]
    public async Task Writes_go_on_however_slow_Redis_is(int spacing, int delay)
    {
        await using var redis = await RedisServer.StartAsync(Cancellation);
        using var relay = new TcpRelay(redis.Host, redis.Port, TimeSpan.FromMilliseconds(delay));
        await using var database = await WriteBudgetDatabase.CreateAsync(postgres);
        await using var replica = new Replica(
            TimeProvider.System, (_, _) => Task.FromResult(StubClients.Json(HttpStatusCode.Created, "{}")),
            redis.Url.Replace($"{redis.Host}:{redis.Port}", $"127.0.0.1:{relay.Port}", StringComparison.Ordinal), database, new() { WriteSpacingMs = spacing });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60)); // without a lead it never ends

        const int writes = 20;
        for (var i = 0; i < writes; i++)
            Assert.True((await replica.Client.For(1).SendAsync(Create, limit.Token)).Ok);

        await using var spent = database.CreateCommand("select max(total) from write_spendings where ledger = 'content'");
        Assert.Equal((long)writes, await spent.ExecuteScalarAsync(Cancellation)); // what was missed is given back
    }
}
