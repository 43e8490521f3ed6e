using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Events;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Selections.Sync;

/// <summary>Follows webhook events as they arrive.</summary>
internal sealed partial class EventWorker(
    IServiceProvider services, ConfigurationProblems problems, SchemaState schema, EventArrivals arrivals, TimeProvider time, ILogger<EventWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (problems.Of("postgres") is not null)
            return; // said at start and by /healthz
        await schema.WaitAsync(stoppingToken);
        var follower = services.GetRequiredService<EventFollower>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var followed = await follower.FollowAsync(stoppingToken);
                if (followed.Error is { } error)
                    LogWaiting(error);
                if (followed.Count == 0)
                    await arrivals.WaitAsync(Look, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogWaiting(e.Message);
                await Task.Delay(Look, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Webhook events wait to be followed: {Reason}")]
    private partial void LogWaiting(string reason);
}
