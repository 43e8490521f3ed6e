namespace Octobatch.Tests.Infrastructure;

/// <summary>One real <c>redis-server</c> for the whole run. Tests share it, so each uses keys of its own.</summary>
public sealed class RedisServerFixture : SharedServer<RedisServer>
{
    /// <summary><c>redis://:password@host:port/0</c></summary>
    public async Task<string> GetUrlAsync() => (await GetAsync()).Url;

    /// <summary>A server of the test's own, which it may stop and bring back.</summary>
    public async Task<RedisServer> StartOwnAsync(CancellationToken cancellationToken = default)
    {
        // Says first whether this machine has redis-server at all, and skips the test when it has not.
        await GetAsync();
        return await RedisServer.StartAsync(cancellationToken);
    }

    protected override Task<RedisServer> StartAsync() => RedisServer.StartAsync(CancellationToken.None);
}
