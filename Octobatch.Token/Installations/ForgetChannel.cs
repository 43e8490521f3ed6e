using System.Globalization;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// Tells every replica, through Redis, that an installation changed. A replica that does not hear it forgets refusals after half a
/// minute anyway.
/// </summary>
internal sealed partial class ForgetChannel(
    RedisStore redis, ConfigurationProblems problems, TokenSource tokens, SharedTokens shared, TimeProvider time, ILogger<ForgetChannel> logger)
    : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);
    private readonly RedisChannel channel = RedisChannel.Literal(shared.Prefix + "forget");

    public async Task TellAsync(long installation)
    {
        await shared.ForgetAsync(installation); // first, so that nobody adopts what is about to be forgotten
        tokens.Forget(installation);
        LogForgotten(installation);
        try
        {
            if (redis.IsAvailable)
                await redis.Subscriber.PublishAsync(channel, installation);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogUntold(installation, e.GetType().Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (problems.Of("redis") is not null)
            return;
        await redis.ConnectAsync();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Once subscribed, the client subscribes again by itself whenever the connection comes back.
                await redis.Subscriber.SubscribeAsync(channel, (_, message) => Heard(message));
                return;
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Heard(RedisValue message)
    {
        if (long.TryParse((string?)message, NumberStyles.None, CultureInfo.InvariantCulture, out var installation))
            tokens.Forget(installation);
    }

    [LoggerMessage(LogLevel.Information, "Installation {Installation} changed; its tokens and refusals are forgotten")]
    private partial void LogForgotten(long installation);

    [LoggerMessage(LogLevel.Warning, "Other replicas were not told that installation {Installation} changed: {Reason}")]
    private partial void LogUntold(long installation, string reason);
}
