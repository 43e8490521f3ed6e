using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Selections.Sync;

/// <summary>Keeps the inventory fresh: several installations side by side, each within its own budget.</summary>
internal sealed partial class SyncWorker(
    IServiceProvider services, ConfigurationProblems problems, SchemaState schema, SyncSignal signal, TimeProvider time, ILogger<SyncWorker> logger)
    : BackgroundService
{
    private const int SideBySide = 8;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (problems.Of("postgres") is not null)
            return; // said at start and by /healthz
        await schema.WaitAsync(stoppingToken);
        var runner = services.GetRequiredService<SyncRunner>();
        await Task.WhenAll(Enumerable.Range(0, SideBySide).Select(_ => WorkAsync(runner, stoppingToken)));
    }

    private async Task WorkAsync(SyncRunner runner, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (!await runner.RunOneAsync(cancellation))
                    await signal.WaitAsync(Look, time, cancellation);
                else
                    signal.Set(); // the list of installations may have made others due
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The row comes due again when its lease runs out, so only this loop must go on.
                LogBroken(e, e is NpgsqlException ? "Postgres" : "the sync");
                await signal.WaitAsync(Look, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A sync stopped for a failure in {What}; it is tried again when its lease has run out")]
    private partial void LogBroken(Exception exception, string what);
}
