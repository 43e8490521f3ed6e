using Npgsql;
using Octobatch.Campaigns.Changesets;
using Octobatch.ServiceDefaults.Blobs;

namespace Octobatch.Campaigns.Retention;

/// <summary>
/// Removes what an old run left, in small batches, each under the lock of its campaign's row and only while the campaign has no active run:
/// a run starts by a row that refers to the campaign, so that none can start in between, compute a change again, and have its new
/// blob deleted. What is done twice, or by two replicas, is done once.
/// </summary>
internal sealed class RunSweep(NpgsqlDataSource postgres, IBlobStore blobs, SnapshotClient snapshots, TimeProvider time)
{
    public const int Batch = 100;
    private const int Deletions = 8;

    /// <summary>Runs that ended before then and have left something, oldest first.</summary>
    public async Task<List<OldRun>> FindAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select r.id, r.campaign, case when r.artifacts_deleted_at is null and not exists (
                select from runs o where o.snapshot = r.snapshot and o.id <> r.id and (o.finished_at is null or o.finished_at >= $1))
                then r.snapshot end,
                exists (select from runs o where o.campaign = r.campaign and o.number > r.number and o.kind = 'preview' and o.state = 'completed')
            from runs r where r.finished_at < $1 and r.swept_at is null order by r.id
            """);
        command.Parameters.Add(new() { Value = before.UtcDateTime });
        var runs = new List<OldRun>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            runs.Add(new(row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.GetBoolean(3)));
        return runs;
    }

    /// <returns>How many artifacts were deleted.</returns>
    public async Task<int> SweepAsync(OldRun run, CancellationToken cancellation)
    {
        if (run.Snapshot is { } snapshot)
            await snapshots.DeleteAsync(snapshot, cancellation);
        // From here on no preview takes a result of this run for its own.
        if (!await DoAsync(run, "update runs set artifacts_deleted_at = coalesce(artifacts_deleted_at, $2) where id = $1", cancellation))
            return 0;
        var deleted = 0;
        while (await DeleteArtifactsAsync(run, cancellation) is { } batch && batch.Seen > 0)
            deleted += batch.Deleted;
        if (run.Replaced)
            await DeleteTargetsAsync(run, cancellation);
        return deleted;
    }

    // Those that a living changeset needs stay, with their rows. Those that another run has as well are left to that one.
    private async Task<(int Seen, int Deleted)?> DeleteArtifactsAsync(OldRun run, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await LockAsync(connection, run, cancellation))
            return null;
        var rows = new List<(string Artifact, bool Elsewhere)>();
        await using (var select = new NpgsqlCommand(
            """
            select t.artifact, o.elsewhere from targets t cross join lateral (
                select exists (select from targets e where e.artifact = t.artifact and e.run_id <> t.run_id) as elsewhere) o
            where t.run_id = $1 and t.artifact is not null and (o.elsewhere or not exists (
                select from changesets c join campaigns p on p.name = c.campaign
                where c.campaign = $2 and c.repository_id = t.repository_id and c.artifact = t.artifact
                    and (c.state = any($3) or (p.closed_at is null and c.state <> all($4)))))
            limit $5
            """, connection))
        {
            select.Parameters.Add(new() { Value = run.Id });
            select.Parameters.Add(new() { Value = run.Campaign });
            select.Parameters.Add(new() { Value = ChangesetStates.OnGitHub });
            select.Parameters.Add(new() { Value = ChangesetStates.Ended });
            select.Parameters.Add(new() { Value = Batch });
            await using var row = await select.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
                rows.Add((row.GetString(0), row.GetBoolean(1)));
        }

        var own = rows.Where(row => !row.Elsewhere).Select(row => row.Artifact).ToList();
        await Parallel.ForEachAsync(
            own, new ParallelOptions { MaxDegreeOfParallelism = Deletions, CancellationToken = cancellation },
            async (key, token) => await blobs.DeleteAsync(key, token));
        await using var update = new NpgsqlCommand(
            "update targets set artifact = null where run_id = $1 and artifact = any($2)", connection);
        update.Parameters.Add(new() { Value = run.Id });
        update.Parameters.Add(new() { Value = rows.Select(row => row.Artifact).ToArray() });
        await update.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return (rows.Count, own.Count);
    }

    // Rows whose artifact stays must stay as well: they are how it is found when its time has come.
    private async Task DeleteTargetsAsync(OldRun run, CancellationToken cancellation)
    {
        if (!await DoAsync(run, "update runs set targets_deleted_at = coalesce(targets_deleted_at, $2) where id = $1", cancellation))
            return;
        int removed;
        do
        {
            await using var command = postgres.CreateCommand(
                """
                delete from targets where run_id = $1 and (owner_key, name_key, repository_id) in (
                    select owner_key, name_key, repository_id from targets where run_id = $1 and artifact is null limit $2)
                """);
            command.Parameters.Add(new() { Value = run.Id });
            command.Parameters.Add(new() { Value = Batch * 10 });
            removed = await command.ExecuteNonQueryAsync(cancellation);
        }
        while (removed > 0);
        await DoAsync(
            run, "update runs set swept_at = $2 where id = $1 and not exists (select from targets where run_id = $1)", cancellation);
    }

    /// <summary>Does it, unless the campaign has an active run or is being swept by another replica.</summary>
    private async Task<bool> DoAsync(OldRun run, string sql, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await LockAsync(connection, run, cancellation))
            return false;
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new() { Value = run.Id });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static async Task<bool> LockAsync(NpgsqlConnection connection, OldRun run, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select from campaigns where name = $1 for update skip locked", connection);
        command.Parameters.Add(new() { Value = run.Campaign });
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation))
                return false;
        }

        // In a statement of its own, so that it sees what was committed while the first one waited.
        await using var active = new NpgsqlCommand(
            "select exists (select from runs where campaign = $1 and state in ('queued', 'running', 'paused'))", connection);
        active.Parameters.Add(new() { Value = run.Campaign });
        return !(bool)(await active.ExecuteScalarAsync(cancellation))!;
    }
}

/// <summary>A run whose time is over.</summary>
/// <param name="Snapshot">Of its selection, where it is to be deleted.</param>
/// <param name="Replaced">A newer preview is completed, so that nobody reads this one's targets any more.</param>
internal sealed record OldRun(long Id, string Campaign, Guid? Snapshot, bool Replaced);
