using Npgsql;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Runs.Work;

/// <summary>Listens for <see cref="RunChannel"/>. Without it work is found later, by looking now and then.</summary>
internal sealed partial class RunListener(
    IServiceProvider services, ConfigurationProblems problems, SchemaState schema, RunSignal signal, TimeProvider time, ILogger<RunListener> logger)
    : BackgroundService
{
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (problems.Of("postgres") is not null)
            return; // said at start and by /healthz
        await schema.WaitAsync(stoppingToken);
        var postgres = services.GetRequiredService<NpgsqlDataSource>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await postgres.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, _) => signal.Set();
                await using (var listen = new NpgsqlCommand($"listen {RunChannel.Name}", connection))
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                signal.Set(); // what was told before this is found by looking
                while (true)
                    await connection.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogDeaf(e.Message);
                await Task.Delay(BeforeNextTry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Postgres cannot be listened to, so runs start a little later: {Reason}")]
    private partial void LogDeaf(string reason);
}
