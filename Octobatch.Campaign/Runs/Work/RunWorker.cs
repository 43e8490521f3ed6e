using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Runs.Work;

/// <summary>Keeps the engine running for as long as the service does.</summary>
internal sealed partial class RunWorker(
    IServiceProvider services, ConfigurationProblems problems, SchemaState schema, TimeProvider time, ILogger<RunWorker> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (problems.Of("postgres") is not null || problems.Of("blobstore") is not null)
            return; // said at start and by /healthz
        await schema.WaitAsync(stoppingToken);
        var engine = services.GetRequiredService<RunEngine>();
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

    [LoggerMessage(LogLevel.Error, "Runs stand still for a moment: {Reason}")]
    private partial void LogStopped(string reason);
}
