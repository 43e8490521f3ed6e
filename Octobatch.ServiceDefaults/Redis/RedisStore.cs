using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Configuration;
using StackExchange.Redis;

namespace Octobatch.ServiceDefaults.Redis;

/// <summary>
/// The connection to Redis, which may come and go. Everything kept there may be lost: callers use <see cref="IsAvailable"/> or catch
/// <see cref="RedisException"/> and go on without.
/// </summary>
public sealed partial class RedisStore : IAsyncDisposable
{
    private readonly RedisSettings settings;
    private readonly ConfigurationProblems problems;
    private readonly ILogger<RedisStore> logger;
    private readonly Lazy<Task<ConnectionMultiplexer>> connection;

    public RedisStore(RedisSettings settings, ConfigurationProblems problems, ILogger<RedisStore> logger)
    {
        (this.settings, this.problems, this.logger) = (settings, problems, logger);
        connection = new(StartAsync);
    }

    /// <summary>
    /// Whether a command sent now would be sent at once. False when Redis is not configured, and until the first attempt to connect is
    /// over (<see cref="ConnectAsync"/>).
    /// </summary>
    public bool IsAvailable =>
        problems.Of("redis") is null && connection.Value is { IsCompletedSuccessfully: true, Result.IsConnected: true };

    /// <summary>Blocks until the first attempt to connect is over: await <see cref="ConnectAsync"/> before.</summary>
    /// <exception cref="DependencyNotConfiguredException">The URL is missing or unusable.</exception>
    public IDatabase Database => connection.Value.GetAwaiter().GetResult().GetDatabase();

    public ISubscriber Subscriber => connection.Value.GetAwaiter().GetResult().GetSubscriber();

    /// <summary>Returns when the first attempt to connect is over, successful or not; at once ever after, or when Redis is not configured.</summary>
    public Task ConnectAsync() => problems.Of("redis") is null ? connection.Value : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (connection is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await connection.Value).DisposeAsync();
    }

    private async Task<ConnectionMultiplexer> StartAsync()
    {
        if (problems.Of("redis") is { } problem)
            throw new DependencyNotConfiguredException(problem);
        var options = RedisUrl.Parse(settings.Url).Options!;
        options.AbortOnConnectFail = false; // a Redis that is down at start is waited for
        options.BacklogPolicy = BacklogPolicy.FailFast; // what is only a cache must not make callers wait
        options.ConnectTimeout = 2000;
        options.AsyncTimeout = 1500;
        options.SyncTimeout = 1500;
        options.ReconnectRetryPolicy = new ExponentialRetry(250, 5000);
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);
        multiplexer.ConnectionFailed += (_, e) => LogLost(e.ConnectionType, e.FailureType);
        multiplexer.ConnectionRestored += (_, e) => LogRestored(e.ConnectionType);
        if (!multiplexer.IsConnected)
            LogWaiting();
        return multiplexer;
    }

    [LoggerMessage(LogLevel.Warning, "Redis cannot be reached; going on without it until it answers")]
    private partial void LogWaiting();

    [LoggerMessage(LogLevel.Warning, "Connection to Redis lost ({Connection}): {Failure}")]
    private partial void LogLost(ConnectionType connection, ConnectionFailureType failure);

    [LoggerMessage(LogLevel.Information, "Connection to Redis restored ({Connection})")]
    private partial void LogRestored(ConnectionType connection);
}
