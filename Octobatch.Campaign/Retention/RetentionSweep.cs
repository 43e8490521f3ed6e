using Npgsql;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Work;

namespace Octobatch.Campaigns.Retention;

/// <summary>Once a day removes what runs computed and nothing needs any more, and events of changesets beyond the history's days.</summary>
internal sealed partial class RetentionSweep(
    IServiceProvider services, ArtifactRetentionSettings artifacts, RetentionSettings history, ILogger<RetentionSweep> logger, WorkerParts parts)
    : SteadyWorker(parts)
{
    private const int Batch = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    protected override TimeSpan AfterFailure => Every;

    protected override string Consequence => "What old runs left stays until tomorrow";

    protected override async Task WorkAsync(CancellationToken cancellation)
    {
        await SweepAsync(cancellation);
        await RestAsync(Every, cancellation);
    }

    internal async Task SweepAsync(CancellationToken cancellation)
    {
        await SweepEventsAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellation);
        var sweep = services.GetRequiredService<RunSweep>();
        var deleted = 0;
        foreach (var run in await sweep.FindAsync(Time.GetUtcNow().AddDays(-artifacts.ArtifactsDays), cancellation))
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
            command.Parameters.Add(new() { Value = Time.GetUtcNow().AddDays(-history.HistoryDays).UtcDateTime });
            command.Parameters.Add(new() { Value = Batch });
            removed = await command.ExecuteNonQueryAsync(cancellation);
        }
        while (removed > 0);
    }

    [LoggerMessage(LogLevel.Information, "{Count} artifacts of old runs are deleted")]
    private partial void LogDeleted(int count);

    [LoggerMessage(LogLevel.Warning, "What run {Run} left stays until tomorrow: {Reason}")]
    private partial void LogRunPostponed(long run, string reason);
}
