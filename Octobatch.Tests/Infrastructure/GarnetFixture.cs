using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Tests.Infrastructure;

/// <summary>One Garnet for the whole run, as Standalone has it. Tests share it, so each uses keys of its own.</summary>
public sealed class GarnetFixture : SharedServer<GarnetFixture.Server>
{
    /// <summary><c>redis://:password@127.0.0.1:port/0</c></summary>
    public async Task<string> GetUrlAsync() => (await GetAsync()).Redis.Url;

    protected override Task<Server> StartAsync() =>
        Task.FromResult(new Server(EmbeddedRedis.Start(port: null, NullLoggerFactory.Instance)));

    public sealed class Server(EmbeddedRedis redis) : IAsyncDisposable
    {
        public EmbeddedRedis Redis { get; } = redis;

        public ValueTask DisposeAsync()
        {
            Redis.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
