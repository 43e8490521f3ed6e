using Npgsql;
using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Runs;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>
/// Publish runs under way: what they may take up now, and when a wave, or all, is done. Whoever counts locks the rollout's row first, so
/// that no two replicas count the same room twice.
/// </summary>
internal sealed class RolloutStore(NpgsqlDataSource postgres, PublishSpecs specs, ChangesetClaims claims, AuditLog audit, TimeProvider time)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task<List<ActiveRollout>> ActiveAsync(CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select r.id, r.campaign, r.number, r.spec_version, o.wave, cardinality(o.sizes), r.created_by
            from runs r join rollouts o on o.run_id = r.id
            where r.kind = 'publish' and r.state = 'running' order by r.id
            """);
        var rows = new List<(long Id, string Campaign, int Number, int Spec, int Wave, int Waves, string By)>();
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            while (await row.ReadAsync(cancellation))
                rows.Add((row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5), row.GetString(6)));
        }

        var found = new List<ActiveRollout>();
        foreach (var run in rows)
            found.Add(new(run.Id, run.Campaign, run.Number, await specs.FindAsync(run.Campaign, run.Spec, cancellation), run.Wave, run.Waves, run.By));
        return found;
    }

    /// <summary>Takes changesets of one installation up to be published; none when the rollout allows none now.</summary>
    public async Task<List<ClaimedChangeset>> ClaimAsync(ActiveRollout run, long[] busy, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (!run.Rules.Hours.IsOpen(now))
            return [];
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LockAsync(connection, run, cancellation) is not { Goes: true } locked)
            return [];
        var most = int.MaxValue;
        if (run.Spec.Publish.MaxOpen is { } mostOpen && (most = mostOpen - await OpenAsync(connection, run.Campaign, cancellation)) <= 0)
            return [];
        var today = run.Spec.Publish.MaxPerDay is null
            ? []
            : await TodayAsync(connection, run.Campaign, run.Rules.Hours.StartOfDay(now), cancellation);
        var left = today.ToDictionary(owner => owner.Key, owner => run.Spec.Publish.MaxPerDay!.Value - owner.Value, StringComparer.Ordinal);
        string[] full = [.. left.Where(owner => owner.Value <= 0).Select(owner => owner.Key)];
        var taken = await claims.ClaimReadyAsync(connection, run with { Wave = locked.Wave }, busy, full, left, most, cancellation);
        await transaction.CommitAsync(cancellation);
        return taken;
    }

    /// <summary>Begins the next wave when those before are healthy, pauses when too many failed, ends the run when all is published.</summary>
    /// <returns>Whether anything has changed.</returns>
    public async Task<bool> AdvanceAsync(ActiveRollout run, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LockAsync(connection, run, cancellation) is not { } locked)
            return false;
        var (counts, all, failed) = await CountAsync(connection, run, locked, cancellation);
        var verdict = Gate.Judge(counts, run.Spec.Publish.PauseOnFailure);
        var moved = true;
        if (verdict.State is GateState.Pause && all > 0)
            await PauseAsync(connection, run, verdict.Reason, failed, cancellation);
        else if (all == 0)
            await ExecuteAsync(connection, "update runs set state = 'completed', finished_at = $2, due = 'infinity', error = null where id = $1", cancellation, run.RunId, Now);
        else if (verdict.State is GateState.Open && locked.Wave < run.Waves)
            await ExecuteAsync(connection, "update rollouts set wave = wave + 1, reason = null where run_id = $1", cancellation, run.RunId);
        else
        {
            moved = false;
            await ExecuteAsync(connection, "update rollouts set reason = $2 where run_id = $1 and reason is distinct from $2", cancellation, run.RunId, verdict.Reason);
        }

        if (moved)
            await RunChannel.NotifyAsync(connection, cancellation);
        await transaction.CommitAsync(cancellation);
        return moved;
    }

    /// <summary>How many of a campaign's pull requests each owner had since the day began.</summary>
    internal static async Task<Dictionary<string, int>> TodayAsync(
        NpgsqlConnection connection, string campaign, DateTimeOffset since, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select owner_key, count(*)::int from changesets where campaign = $1 and counted_at >= $2 group by owner_key", connection);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = since.UtcDateTime });
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            counts[row.GetString(0)] = row.GetInt32(1);
        return counts;
    }

    internal static async Task<int> OpenAsync(NpgsqlConnection connection, string campaign, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select count(*)::int from changesets
            where campaign = $1 and (state in ('publishing', 'open') or (state = 'needs_human' and pull_number is not null))
            """, connection);
        command.Parameters.Add(new() { Value = campaign });
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task<(bool Goes, int Wave, int Forgiven)?> LockAsync(NpgsqlConnection connection, ActiveRollout run, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select wave, forgiven from rollouts where run_id = $1 for update", connection);
        command.Parameters.Add(new() { Value = run.RunId });
        (int Wave, int Forgiven) locked;
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation))
                return null;
            locked = (row.GetInt32(0), row.GetInt32(1));
        }

        // A statement of its own, which sees what was there when the lock was given.
        command.CommandText = """select r.state = 'running', not k."on" from runs r cross join kill_switch k where r.id = $1""";
        await using var state = await command.ExecuteReaderAsync(cancellation);
        await state.ReadAsync(cancellation);
        return state.GetBoolean(0) ? (state.GetBoolean(1), locked.Wave, locked.Forgiven) : null;
    }

    private static async Task<(WaveCounts Begun, int Unpublished, int Failed)> CountAsync(
        NpgsqlConnection connection, ActiveRollout run, (bool Goes, int Wave, int Forgiven) locked, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select count(*) filter (where c.wave <= $3 and c.state in ('ready', 'publishing') and c.due is not null)::int,
                count(*) filter (where c.state = 'merged' or (c.state = 'open' and c.checks in ('none', 'passing')))::int,
                count(*) filter (where c.state = 'open' and coalesce(c.checks, 'pending') = 'pending')::int,
                count(*) filter (where c.state = 'failed')::int,
                count(*) filter (where c.state = 'needs_human' or (c.state = 'open' and c.checks = 'failing'))::int,
                count(*) filter (where c.state in ('ready', 'publishing') and c.due is not null)::int
            from changesets c where c.campaign = $1 and c.publish_run = $2 and c.wave is not null
            """, connection);
        command.Parameters.Add(new() { Value = run.Campaign });
        command.Parameters.Add(new() { Value = run.Number });
        command.Parameters.Add(new() { Value = locked.Wave });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var failed = row.GetInt32(3);
        return (
            new(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), Math.Max(0, failed - locked.Forgiven), row.GetInt32(4)),
            row.GetInt32(5), failed);
    }

    private async Task PauseAsync(NpgsqlConnection connection, ActiveRollout run, string reason, int failed, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, "update runs set state = 'paused', error = $2 where id = $1", cancellation, run.RunId, reason);
        await ExecuteAsync(connection, "update rollouts set forgiven = $2 where run_id = $1", cancellation, run.RunId, failed);
        await audit.WriteAsync(
            connection, RunAudit.Entry(Caller.System, "run.paused", run.Campaign, run.Number, RunKinds.Publish), cancellation);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
