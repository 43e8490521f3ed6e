using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.ServiceDefaults.Audit;

/// <summary>Once a day removes audit rows and webhook events that are older than the retention, in small batches.</summary>
internal sealed partial class HistorySweep(
    IServiceProvider services, SchemaState schema, RetentionSettings retention, TimeProvider time, ILogger<HistorySweep> logger)
    : BackgroundService
{
    private const int Batch = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(services.GetRequiredService<NpgsqlDataSource>(), stoppingToken);
            }
            catch (NpgsqlException e)
            {
                LogPostponed(e.Message);
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task<int> SweepAsync(NpgsqlDataSource postgres, CancellationToken cancellation)
    {
        var before = time.GetUtcNow().AddDays(-retention.HistoryDays).UtcDateTime;
        return await SweepAsync(postgres, "delete from audit where id in (select id from audit where at < $1 order by at limit $2)", before, cancellation)
            + await SweepAsync(postgres, "delete from events where delivery_id in (select delivery_id from events where received_at < $1 order by received_at limit $2)", before, cancellation);
    }

    private static async Task<int> SweepAsync(NpgsqlDataSource postgres, string sql, DateTime before, CancellationToken cancellation)
    {
        var total = 0;
        int removed;
        do
        {
            await using var command = postgres.CreateCommand(sql);
            command.Parameters.Add(new() { Value = before });
            command.Parameters.Add(new() { Value = Batch });
            total += removed = await command.ExecuteNonQueryAsync(cancellation);
        }
        while (removed == Batch);
        return total;
    }

    [LoggerMessage(LogLevel.Warning, "Old audit rows and events stay until tomorrow: {Reason}")]
    private partial void LogPostponed(string reason);
}
