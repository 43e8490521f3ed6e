using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Publishing.Watching.Redelivery;

/// <summary>Keeps looking for webhooks that did not arrive.</summary>
internal sealed partial class RedeliveryWorker(
    IServiceProvider services, ConfigurationProblems problems, SchemaState schema, TimeProvider time, ILogger<RedeliveryWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (problems.Of("postgres") is not null)
            return; // said at start and by /healthz
        await schema.WaitAsync(stoppingToken);
        var round = services.GetRequiredService<RedeliveryRound>();
        string? said = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await round.RunAsync(stoppingToken) is { } end)
                {
                    if (end.Asked > 0)
                        LogAsked(end.Asked);
                    Say(end.Error);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Say(e.Message);
            }

            await Task.Delay(Look, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // An App without webhooks says the same every two minutes.
        void Say(string? error)
        {
            if (error is not null && error != said)
                LogFailed(error);
            said = error;
        }
    }

    [LoggerMessage(LogLevel.Information, "GitHub was asked to deliver {Count} webhooks again that had failed")]
    private partial void LogAsked(int count);

    [LoggerMessage(LogLevel.Warning, "Webhooks that failed cannot be asked for again: {Reason}")]
    private partial void LogFailed(string reason);
}
