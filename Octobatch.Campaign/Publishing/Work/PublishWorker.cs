using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Publishing.Work;

/// <summary>Keeps publishing running for as long as the service does.</summary>
internal sealed partial class PublishWorker(
    IServiceProvider services, ConfigurationProblems problems, SchemaState schema, TimeProvider time, ILogger<PublishWorker> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (problems.Of("postgres") is not null || problems.Of("blobstore") is not null)
            return; // said at start and by /healthz
        await schema.WaitAsync(stoppingToken);
        var engine = services.GetRequiredService<PublishEngine>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await engine.RunAsync(untilIdle: false, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogStopped(e.Message);
                await Task.Delay(AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Publishing stands still for a moment: {Reason}")]
    private partial void LogStopped(string reason);
}
