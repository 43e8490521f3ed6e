using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.ServiceDefaults.Redis;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tokens.App;
using Octobatch.Tokens.Installations;
using StackExchange.Redis;
using Xunit;

namespace Octobatch.Tests.Tokens.Installations;

/// <summary>Each test's GitHub has an address of its own, so its tokens have keys of their own in the shared servers.</summary>
[Collection(nameof(SharedRedisAlone))]
public sealed class ReplicaTests(RedisServerFixture redis, GarnetFixture garnet)
{
    public enum Server
    {
        RedisServer,
        Garnet,
    }

    private Task<string> UrlAsync(Server server) => server == Server.Garnet ? garnet.GetUrlAsync() : redis.GetUrlAsync();

    private static Task<TokenReplica> StartAsync(RunningSimulator github, string url, params (string, string?)[] more) =>
        TokenReplica.StartAsync(github, [("OCTOBATCH_REDIS_URL", url), .. more]);

    [Theory]
    [InlineData(Server.RedisServer)]
    [InlineData(Server.Garnet)]
    public async Task Two_replicas_that_are_asked_at_once_mint_one_token(Server server)
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var one = await StartAsync(github, await UrlAsync(server));
        await using var two = await StartAsync(github, await UrlAsync(server));
        github.Simulator.Faults.Add(new FaultRule { Path = "*access_tokens", LatencyMs = 1000 });

        var replies = Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? one : two).GetAsync()).ToList();
        await Eventually.TrueAsync(() => github.Simulator.Faults.All[0].Struck > 0);
        github.Time.Advance(TimeSpan.FromSeconds(1));
        var all = await Task.WhenAll(replies);

        Assert.Equal(1, github.Mints());
        Assert.All(all, r => Assert.Equal(200, r.Status));
        Assert.Single(all.Select(r => r.Token()).Distinct());
    }

    [Theory]
    [InlineData(Server.RedisServer)]
    [InlineData(Server.Garnet)]
    public async Task A_replica_that_starts_later_takes_over_the_token_and_its_times(Server server)
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var one = await StartAsync(github, await UrlAsync(server));
        var token = (await one.GetAsync()).Token();
        await using var two = await StartAsync(github, await UrlAsync(server));

        var adopted = await two.GetAsync();
        Assert.Equal((token, true), (adopted.Token(), adopted.Cached()));
        github.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.NotEqual(token, (await two.GetAsync()).Token());
    }

    [Fact]
    public async Task When_one_replica_has_renewed_a_token_the_other_takes_that_one()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var one = await StartAsync(github, await redis.GetUrlAsync());
        await using var two = await StartAsync(github, await redis.GetUrlAsync());
        var old = (await one.GetAsync()).Token();
        Assert.Equal(old, (await two.GetAsync()).Token());

        github.Time.Advance(TimeSpan.FromMinutes(57));
        await Eventually.TrueAsync(async () => (await one.GetAsync()).Token() != old);
        await Eventually.TrueAsync(async () => (await two.GetAsync()).Token() != old);
        Assert.Equal(2, github.Mints());
    }

    [Fact]
    public async Task When_Redis_goes_away_in_between_each_replica_mints_its_own_and_comes_back_to_sharing()
    {
        await using var server = await redis.StartOwnAsync(TestContext.Current.CancellationToken);
        await using var github = await RunningSimulator.StartAsync();
        await using var one = await StartAsync(github, server.Url);
        await using var two = await StartAsync(github, server.Url);
        var shared = (await one.GetAsync()).Token();

        await server.StopAsync();
        var own = await two.GetAsync();
        Assert.Equal(200, own.Status);
        Assert.NotEqual(shared, own.Token());
        Assert.Equal(shared, (await one.GetAsync()).Token());
        Assert.Equal(200, (await one.GetAsync(2)).Status);
        Assert.Equal(3, github.Mints());

        await server.RestartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => IsUpAsync(one));
        await Eventually.TrueAsync(() => IsUpAsync(two));
        var scope = new { permissions = new { contents = "read" } };
        Assert.Equal((await one.PostAsync(scope)).Token(), (await two.PostAsync(scope)).Token());
        Assert.Equal(4, github.Mints());
    }

    [Fact]
    public async Task A_replica_that_dies_while_it_has_the_lock_holds_nobody_up_for_longer_than_the_lock()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var replica = await StartAsync(github, await redis.GetUrlAsync());
        await using var connection = await ConnectAsync(await redis.GetUrlAsync());
        var shared = replica.Host.Services.GetRequiredService<SharedTokens>();
        var key = new TokenKey(1, "");
        Assert.NotNull(await shared.TryLockAsync(key));

        var waiting = replica.GetAsync();
        await connection.GetDatabase().KeyDeleteAsync(shared.Lock(key)); // as the end of its life would
        Assert.Equal(200, (await waiting).Status);
    }

    [Fact]
    public async Task What_lies_in_Redis_says_nothing_and_opens_nowhere_else()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var server = await redis.StartOwnAsync(TestContext.Current.CancellationToken);
        await using var one = await StartAsync(github, server.Url);
        var token = (await one.GetAsync(1)).Token();
        await one.GetAsync(2);

        await using var connection = await ConnectAsync(server.Url);
        var database = connection.GetDatabase();
        var names = connection.GetServers()[0].Keys(pattern: "octobatch:token:*").ToList();
        var values = names.Select(n => (byte[])database.StringGet(n)!).ToList();
        Assert.Equal(2, values.Count);
        Assert.All(values, v => Assert.Equal(-1, v.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(token[..20]))));

        // One installation's value under another's name is not accepted, and neither is a damaged one.
        await database.StringSetAsync(names[0], values[1]);
        values[0][^1] ^= 1;
        await database.StringSetAsync(names[1], values[0]);
        await using var two = await StartAsync(github, server.Url);
        Assert.False((await two.GetAsync(1)).Cached());
        Assert.False((await two.GetAsync(2)).Cached());
    }

    [Fact]
    public async Task While_keys_are_rotated_replicas_with_the_old_and_both_keys_share()
    {
        await using var github = await RunningSimulator.StartAsync();
        var old = await File.ReadAllTextAsync(github.Simulator.App.PrivateKeyPath, TestContext.Current.CancellationToken);
        using var rsa = RSA.Create(2048);
        var both = rsa.ExportRSAPrivateKeyPem() + "\n" + old;
        await using var before = await StartAsync(github, await redis.GetUrlAsync());
        await using var after = await StartAsync(github, await redis.GetUrlAsync(), (AppSettings.PathVariable, null), (AppSettings.KeyVariable, both));

        var token = (await before.GetAsync()).Token();
        Assert.Equal(token, (await after.GetAsync()).Token());
        Assert.Equal(1, github.Mints());
    }

    private static Task<bool> IsUpAsync(TokenReplica replica) =>
        Task.FromResult(replica.Host.Services.GetRequiredService<RedisStore>().IsAvailable);

    private static async Task<ConnectionMultiplexer> ConnectAsync(string url)
    {
        return await ConnectionMultiplexer.ConnectAsync(RedisUrl.Parse(url).Options!);
    }
}
