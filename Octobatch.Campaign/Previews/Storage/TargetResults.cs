using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Runs;

namespace Octobatch.Campaigns.Previews.Storage;

/// <summary>
/// Writes what came of a batch: rows of targets, of the changesets that are not published, of their timelines, and the run's numbers, all
/// or nothing. A target whose lease was lost is left out: whoever has it now writes the same.
/// </summary>
internal sealed class TargetResults(NpgsqlDataSource postgres, TimeProvider time)
{
    /// <param name="requests">Sent to GitHub for the batch; counted in any case.</param>
    public async Task WriteAsync(
        PreviewBatch batch, IReadOnlyList<TargetResult> results, IReadOnlyList<TargetDelay> delays, long requests, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // The run's row first, always, so that no two writers wait for each other.
        await using var count = new NpgsqlCommand("update runs set github_requests = github_requests + $2 where id = $1", connection);
        count.Parameters.Add(new() { Value = batch.Run.RunId });
        count.Parameters.Add(new() { Value = requests });
        await count.ExecuteNonQueryAsync(cancellation);
        if (results.Count > 0)
            await FinishAsync(connection, batch.Run, results, cancellation);
        if (delays.Count > 0)
            await DelayAsync(connection, batch.Run, delays, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task FinishAsync(NpgsqlConnection connection, ActivePreview run, IReadOnlyList<TargetResult> results, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            with result as (
                select * from unnest($8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) as result (
                    owner_key, name_key, repository_id, lease, state, base_commit, patch_hash, artifact, files, additions, deletions,
                    failure_code, failure, retryable, reused)
            ), done as (
                update targets t set state = r.state, base_commit = r.base_commit, patch_hash = r.patch_hash, artifact = r.artifact, files = r.files,
                    additions = r.additions, deletions = r.deletions, failure_code = r.failure_code, failure = r.failure, retryable = r.retryable,
                    reused = r.reused, finished_at = $3, due = null
                from result r
                where t.run_id = $1 and t.owner_key = r.owner_key and t.name_key = r.name_key and t.repository_id = r.repository_id
                    and t.lease = r.lease and t.state = 'selected'
                returning r.*
            ), changed as (
                update changesets c set state = d.state, reason_code = d.failure_code, reason = d.failure, retryable = d.retryable, preview = $4,
                    base_commit = d.base_commit, steps_hash = $5, patch_hash = d.patch_hash, artifact = d.artifact, files = d.files,
                    additions = d.additions, deletions = d.deletions, updated_at = $3
                from done d where c.campaign = $2 and c.repository_id = d.repository_id and c.state = any ($6)
                returning c.repository_id, c.state, c.reason
            ), told as (
                insert into changeset_events (campaign, repository_id, at, event, state, run, by, detail)
                select $2, repository_id, $3, 'previewed', state, $4, $7, reason from changed
            ), sums as (
                select count(*) filter (where state = 'no_change') as no_change, count(*) filter (where state = 'ready') as ready,
                    count(*) filter (where state = 'failed') as failed, coalesce(sum(files), 0) as files,
                    coalesce(sum(additions), 0) as additions, coalesce(sum(deletions), 0) as deletions
                from done
            )
            update runs r set no_change = r.no_change + s.no_change, ready = r.ready + s.ready, failed = r.failed + s.failed,
                files = r.files + s.files, additions = r.additions + s.additions, deletions = r.deletions + s.deletions
            from sums s where r.id = $1
            """, connection);
        command.Parameters.Add(new() { Value = run.RunId });
        command.Parameters.Add(new() { Value = run.Campaign });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = run.Number });
        command.Parameters.Add(new() { Value = run.StepsHash });
        command.Parameters.Add(new() { Value = ChangesetStates.Unpublished });
        command.Parameters.Add(new() { Value = run.By });
        command.AddTargets(results, result => result.Target);
        command.AddColumn(NpgsqlDbType.Text, results, result => result.State);
        command.AddColumn(NpgsqlDbType.Text, results, result => result.BaseCommit);
        command.AddColumn(NpgsqlDbType.Text, results, result => result.PatchHash);
        command.AddColumn(NpgsqlDbType.Text, results, result => result.Artifact);
        command.AddColumn(NpgsqlDbType.Integer, results, result => result.Files);
        command.AddColumn(NpgsqlDbType.Integer, results, result => result.Additions);
        command.AddColumn(NpgsqlDbType.Integer, results, result => result.Deletions);
        command.AddColumn(NpgsqlDbType.Text, results, result => result.FailureCode);
        command.AddColumn(NpgsqlDbType.Text, results, result => result.Failure);
        command.AddColumn(NpgsqlDbType.Boolean, results, result => result.Retryable);
        command.AddColumn(NpgsqlDbType.Boolean, results, result => result.Reused);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task DelayAsync(NpgsqlConnection connection, ActivePreview run, IReadOnlyList<TargetDelay> delays, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            update targets t set due = d.at, attempts = t.attempts - case when d.counts then 0 else 1 end
            from unnest($2, $3, $4, $5, $6, $7) as d (owner_key, name_key, repository_id, lease, at, counts)
            where t.run_id = $1 and t.owner_key = d.owner_key and t.name_key = d.name_key and t.repository_id = d.repository_id
                and t.lease = d.lease and t.state = 'selected'
            """, connection);
        command.Parameters.Add(new() { Value = run.RunId });
        command.AddTargets(delays, delay => delay.Target);
        command.AddColumn(NpgsqlDbType.TimestampTz, delays, delay => delay.At.UtcDateTime);
        command.AddColumn(NpgsqlDbType.Boolean, delays, delay => delay.Counts);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
