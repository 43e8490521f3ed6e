using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.ServiceDefaults.Events;

/// <summary>Follows webhook events as they arrive.</summary>
public sealed partial class EventWorker(
    IServiceProvider services, ConfigurationProblems problems, SchemaState schema, EventArrivals arrivals, TimeProvider time, ILogger<EventWorker> logger)
    : BackgroundService
{
    // What a replica stored and did not live to follow.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (problems.Of("postgres") is not null)
            return; // said at start and by /healthz
        await schema.WaitAsync(stoppingToken);
        var follower = services.GetRequiredService<IEventFollower>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var followed = await follower.FollowAsync(stoppingToken);
                if (followed.Error is { } error)
                    LogWaiting(error);
                if (followed.Count == 0)
                    await arrivals.WaitAsync(followed.Error is null ? Look : AfterFailure, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogWaiting(e.Message);
                await Task.Delay(AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Webhook events wait to be followed: {Reason}")]
    private partial void LogWaiting(string reason);
}

public static class EventFollowing
{
    /// <summary>Registers who follows this service's events, and the worker that has it done.</summary>
    public static IServiceCollection AddEventFollower<T>(this IServiceCollection services) where T : class, IEventFollower =>
        services.AddSingleton<IEventFollower, T>().AddHostedService<EventWorker>();
}
