using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Publishing.Bulk;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Campaigns.Storage;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>
/// Makes a queued publish run ready to go: its preview's changes become what the changesets want, and each gets its wave. One transaction,
/// so that a kill leaves it as it was.
/// </summary>
internal sealed class PublishRunPreparer(NpgsqlDataSource postgres, PublishSpecs specs, TimeProvider time)
{
    // What was merged gets another pull request when there is another change. What somebody closed stays closed; what Octobatch closed itself,
    // because the campaign had nothing for it, comes back when it has. What needed a person before it had a pull request, because its branch was
    // taken, has its turn anew. What comes back from an end says so in its timeline.
    private static readonly string Want =
        $"""
        with wanted as materialized (
            select c.repository_id, c.state as before, (c.state in ('publishing', 'open', 'needs_human') and not {Retries.NeedsHumanFirst}) as begun, t.base_commit, t.patch_hash, t.artifact, t.files, t.additions, t.deletions
            from targets t join changesets c on c.campaign = $1 and c.repository_id = t.repository_id
            where t.run_id = $6 and t.included and ($8::text[] is null or t.owner_key || '/' || t.name_key = any ($8))
                and case t.state
                    when 'ready' then c.state in ('selected', 'no_change', 'ready', 'failed', 'cancelled', 'publishing', 'open', 'needs_human')
                        or (c.state = 'merged' and c.head_patch is distinct from t.patch_hash)
                        or (c.state = 'closed' and c.reason_code in ('left_selection', 'nothing_to_change'))
                    when 'no_change' then c.state in ('open', 'needs_human') else false end
            order by c.repository_id for update of c
        ), told as (
            insert into changeset_events (campaign, repository_id, at, event, state, run, by)
            select $1, repository_id, $5, 'ready', 'ready', $2, (select created_by from runs where campaign = $1 and number = $2)
            from wanted where before in ('failed', 'cancelled', 'merged', 'closed') or (before = 'needs_human' and not begun)
        )
        update changesets c set publish_run = $2, wanted_spec = $3, preview = $4, selected = true, due = $5, attempts = 0, wave = null, place = null,
            waiting_reason = null, waiting_until = null, base_commit = w.base_commit, steps_hash = $7, patch_hash = w.patch_hash,
            approved_patch = w.patch_hash, artifact = w.artifact, files = w.files, additions = w.additions, deletions = w.deletions, updated_at = $5,
            extras = c.extras & ~coalesce((select s.added from unnest($9, $10) as s (version, added) where s.version = c.wanted_spec), 0),
            state = case when w.begun then c.state else 'ready' end, reason_code = case when w.begun then c.reason_code end,
            reason = case when w.begun then c.reason end, retryable = case when w.begun then c.retryable end
        from wanted w where c.campaign = $1 and c.repository_id = w.repository_id
        """;

    private const string Afresh =
        """
        update changesets set past = greatest(past, coalesce(pull_number, 0)), pull_number = null, pull_id = null, pull_url = null, head_patch = null,
            head_base = null, head_spec = null, intent_patch = null, intent_base = null, intent_spec = null, text_hash = null, extras = 0,
            replaces = null, asked = null, checks = null, review = null, mergeable = null
        where campaign = $1 and publish_run = $2 and state = 'ready' and pull_number is not null
        """;

    private const string Left =
        """
        update changesets c set selected = false, publish_run = $2, wanted_spec = $3, due = $4
        where c.campaign = $1 and c.state in ('open', 'needs_human')
            and not exists (select from targets t where t.run_id = $5 and t.included and t.repository_id = c.repository_id)
        """;

    /// <summary>False when there is none to prepare.</summary>
    public async Task<bool> PrepareAsync(CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await NextAsync(connection, cancellation) is not { } run)
            return false;
        var now = time.GetUtcNow().UtcDateTime;
        var (versions, added) = await AddedAsync(connection, run, cancellation);
        await ExecuteAsync(
            connection, Want, cancellation, run.Campaign, run.Number, run.SpecVersion, run.Preview, now, run.PreviewId, run.StepsHash, run.Only, versions, added);
        await ExecuteAsync(connection, Afresh, cancellation, run.Campaign, run.Number);
        if (run.Only is null)
            await ExecuteAsync(connection, Left, cancellation, run.Campaign, run.Number, run.SpecVersion, now, run.PreviewId);
        var ids = TargetOrder.Of(run.Campaign, await ReadyAsync(connection, run, cancellation));
        var sizes = WaveSizes.Of((await specs.FindAsync(run.Campaign, run.SpecVersion, cancellation)).Publish.Waves, ids.Count);
        await SetWavesAsync(connection, run, ids, sizes, cancellation);
        await ExecuteAsync(connection, "insert into rollouts (run_id, sizes) values ($1, $2)", cancellation, run.Id, sizes.ToArray());
        await ExecuteAsync(
            connection, "update runs set state = 'running', started_at = $2, resolved_at = $2, total = $3 where id = $1", cancellation,
            run.Id, now, sizes.Count == 0 ? 0 : sizes[^1]);
        await transaction.CommitAsync(cancellation);
        await PlannerStatistics.RefreshAsync(connection, ids.Count, cancellation);
        return true;
    }

    /// <summary>The spec versions that pull requests were made by, each with what this run's names besides.</summary>
    private async Task<(int[] Versions, int[] Added)> AddedAsync(NpgsqlConnection connection, PreparedRun run, CancellationToken cancellation)
    {
        var before = new List<int>();
        await using (var command = new NpgsqlCommand(
            "select distinct wanted_spec from changesets where campaign = $1 and wanted_spec <> $2 and extras <> 0 and state in ('publishing', 'open', 'needs_human')", connection))
        {
            command.Parameters.Add(new() { Value = run.Campaign });
            command.Parameters.Add(new() { Value = run.SpecVersion });
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
                before.Add(row.GetInt32(0));
        }

        var now = (await specs.FindAsync(run.Campaign, run.SpecVersion, cancellation)).Changeset;
        var added = new List<int>(before.Count);
        foreach (var version in before)
            added.Add((int)NewExtras.Of((await specs.FindAsync(run.Campaign, version, cancellation)).Changeset, now));
        return ([.. before], [.. added]);
    }

    private static async Task SetWavesAsync(
        NpgsqlConnection connection, PreparedRun run, IReadOnlyList<long> ids, IReadOnlyList<int> sizes, CancellationToken cancellation)
    {
        // What is in no wave is none of this run's.
        await ExecuteAsync(
            connection,
            """
            update changesets c set wave = w.wave, place = w.place, due = case when w.wave is not null then c.due end,
                publish_run = case when w.wave is not null then c.publish_run end
            from unnest($2, $3, $4) as w (repository_id, wave, place) where c.campaign = $1 and c.repository_id = w.repository_id
            """, cancellation, run.Campaign, ids.ToArray(), ids.Select((_, place) => WaveSizes.WaveAt(sizes, place)).ToArray(),
            Enumerable.Range(0, ids.Count).ToArray());
    }

    private async Task<PreparedRun?> NextAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select r.id, r.campaign, r.number, r.spec_version, r.preview, p.id, r.steps_hash, r.only_repositories
            from runs r join runs p on p.campaign = r.campaign and p.number = r.preview
            where r.kind = 'publish' and r.state = 'queued' and r.due <= $1 order by r.id limit 1 for update of r skip locked
            """, connection);
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new(
                row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt64(5), row.GetFieldValue<byte[]>(6),
                row.IsDBNull(7) ? null : row.GetFieldValue<string[]>(7))
            : null;
    }

    private static async Task<List<long>> ReadyAsync(NpgsqlConnection connection, PreparedRun run, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select repository_id from changesets where campaign = $1 and publish_run = $2 and state = 'ready'", connection);
        command.Parameters.Add(new() { Value = run.Campaign });
        command.Parameters.Add(new() { Value = run.Number });
        var ids = new List<long>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            ids.Add(row.GetInt64(0));
        return ids;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null
                ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
                : new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellation);
    }

    private sealed record PreparedRun(
        long Id, string Campaign, int Number, int SpecVersion, int Preview, long PreviewId, byte[] StepsHash, string[]? Only);
}
