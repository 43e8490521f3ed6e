using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Infrastructure;
using StackExchange.Redis;
using Xunit;

namespace Octobatch.Tests.Embedded;

public sealed class EmbeddedRedisTests(GarnetFixture garnet, RedisServerFixture redis)
{
    private const string TakeOne = "local n = redis.call('incr', KEYS[1]) redis.call('pexpire', KEYS[1], ARGV[1]) return n";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Garnet_and_redis_server_answer_alike(bool useRedisServer)
    {
        var url = useRedisServer ? await redis.GetUrlAsync() : await garnet.GetUrlAsync();
        await using var connection = await ConnectAsync(url);
        var database = connection.GetDatabase();
        RedisKey key = $"{Guid.NewGuid():N}";
        Assert.Equal(1, (int)await database.ScriptEvaluateAsync(TakeOne, [key], [60_000]));
        Assert.Equal(2, (int)await database.ScriptEvaluateAsync(TakeOne, [key], [60_000]));
        Assert.InRange((await database.KeyTimeToLiveAsync(key))!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.False(await database.StringSetAsync(key, "x", TimeSpan.FromMinutes(1), When.NotExists));
    }

    [Fact]
    public async Task Garnet_wants_its_password()
    {
        var server = new Uri(await garnet.GetUrlAsync());
        await Assert.ThrowsAnyAsync<RedisException>(() => ConnectAsync($"redis://:wrong@{server.Host}:{server.Port}/0"));
    }

    [Fact]
    public void A_port_in_use_is_named()
    {
        using var first = EmbeddedRedis.Start(port: null, NullLoggerFactory.Instance);
        var error = Assert.Throws<EmbeddedServerException>(() => EmbeddedRedis.Start(first.Port, NullLoggerFactory.Instance));
        Assert.Contains($"{first.Port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposing_gives_the_port_back()
    {
        var first = EmbeddedRedis.Start(port: null, NullLoggerFactory.Instance);
        first.Dispose();
        using var second = EmbeddedRedis.Start(first.Port, NullLoggerFactory.Instance);
        Assert.Equal(first.Port, second.Port);
    }

    [Fact]
    public async Task A_redis_server_comes_back_at_the_same_address()
    {
        await using var own = await redis.StartOwnAsync(TestContext.Current.CancellationToken);
        await own.StopAsync();
        await Assert.ThrowsAnyAsync<RedisException>(() => ConnectAsync(own.Url));
        await own.RestartAsync(TestContext.Current.CancellationToken);
        await using var connection = await ConnectAsync(own.Url);
        Assert.True(connection.IsConnected);
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(string url)
    {
        var address = new Uri(url);
        return ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { { address.Host, address.Port } },
            Password = address.UserInfo.TrimStart(':'),
            ConnectTimeout = 20_000,
            ConnectRetry = 1,
        });
    }
}
