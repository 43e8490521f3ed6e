using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Work;

namespace Octobatch.ServiceDefaults.Audit;

/// <summary>Once a day removes audit rows and webhook events that are older than the retention, in small batches.</summary>
internal sealed class HistorySweep(IServiceProvider services, RetentionSettings retention, WorkerParts parts) : SteadyWorker(parts)
{
    private const int Batch = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    protected override TimeSpan AfterFailure => Every;

    protected override string Consequence => "Old audit rows and events stay until tomorrow";

    protected override async Task WorkAsync(CancellationToken cancellation)
    {
        await SweepAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellation);
        await RestAsync(Every, cancellation);
    }

    internal async Task<int> SweepAsync(NpgsqlDataSource postgres, CancellationToken cancellation)
    {
        var before = Time.GetUtcNow().AddDays(-retention.HistoryDays).UtcDateTime;
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
}
