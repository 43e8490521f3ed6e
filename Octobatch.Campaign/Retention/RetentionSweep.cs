using Npgsql;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Retention;

/// <summary>Once a day removes what runs computed and nothing needs any more, and events of changesets beyond the history's days.</summary>
internal sealed partial class RetentionSweep(
    IServiceProvider services, SchemaState schema, ArtifactRetentionSettings artifacts, RetentionSettings history, TimeProvider time,
    ILogger<RetentionSweep> logger) : BackgroundService
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
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogPostponed(e.Message);
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task SweepAsync(CancellationToken cancellation)
    {
        await SweepEventsAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellation);
        var sweep = services.GetRequiredService<RunSweep>();
        var deleted = 0;
        foreach (var run in await sweep.FindAsync(time.GetUtcNow().AddDays(-artifacts.ArtifactsDays), cancellation))
        {
            try
            {
                deleted += await sweep.SweepAsync(run, cancellation);
            }
            catch (Exception e) when (e is HttpRequestException or BlobStoreException)
            {
                LogRunPostponed(run.Id, e.Message);
            }
        }

        if (deleted > 0)
            LogDeleted(deleted);
    }

    private async Task SweepEventsAsync(NpgsqlDataSource postgres, CancellationToken cancellation)
    {
        int removed;
        do
        {
            await using var command = postgres.CreateCommand(
                "delete from changeset_events where id in (select id from changeset_events where at < $1 limit $2)");
            command.Parameters.Add(new() { Value = time.GetUtcNow().AddDays(-history.HistoryDays).UtcDateTime });
            command.Parameters.Add(new() { Value = Batch });
            removed = await command.ExecuteNonQueryAsync(cancellation);
        }
        while (removed > 0);
    }

    [LoggerMessage(LogLevel.Information, "{Count} artifacts of old runs are deleted")]
    private partial void LogDeleted(int count);

    [LoggerMessage(LogLevel.Warning, "What old runs left stays until tomorrow: {Reason}")]
    private partial void LogPostponed(string reason);

    [LoggerMessage(LogLevel.Warning, "What run {Run} left stays until tomorrow: {Reason}")]
    private partial void LogRunPostponed(long run, string reason);
}
