using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Changesets;

namespace Octobatch.Campaigns.Runs.Storage;

/// <summary>The rows of preview runs as workers claim and end them.</summary>
internal sealed class RunStore(NpgsqlDataSource postgres, TimeProvider time)
{
    /// <summary>A worker that says nothing for so long is taken for dead. It renews its leases three times as often.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Claims a preview whose selection is to be resolved; null when there is none.</summary>
    public async Task<ResolveClaim?> ClaimResolveAsync(CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            update runs r set due = $1 + $2, lease = r.lease + 1, state = 'running', started_at = coalesce(r.started_at, $1)
            from (
                select id from runs where due <= $1 and kind = 'preview' and state in ('queued', 'running') and resolved_at is null
                order by due limit 1 for update skip locked) next
            where r.id = next.id
            returning r.id, r.lease, r.campaign, r.spec_version, r.snapshot
            """);
        command.Parameters.Add(new() { Value = Now });
        command.Parameters.Add(new() { Value = Lease });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetInt32(3), row.GetGuid(4))
            : null;
    }

    /// <summary>False when the lease is lost.</summary>
    public Task<bool> RenewAsync(ResolveClaim claim, CancellationToken cancellation) =>
        ChangeAsync("update runs set due = $3 where id = $1 and lease = $2", claim, Now + Lease, null, cancellation);

    /// <summary>Gives the claim back; the run says meanwhile what it waits for.</summary>
    public Task RetryAsync(ResolveClaim claim, DateTimeOffset at, string words, CancellationToken cancellation) =>
        ChangeAsync("update runs set due = $3, error = $4 where id = $1 and lease = $2", claim, at.UtcDateTime, words, cancellation);

    /// <summary>Ends a run that cannot be done.</summary>
    public Task FailAsync(ResolveClaim claim, string words, CancellationToken cancellation) => ChangeAsync(
        "update runs set state = 'failed', finished_at = $3, due = 'infinity', error = $4 where id = $1 and lease = $2 and state in ('queued', 'running', 'paused')",
        claim, Now, words, cancellation);

    /// <summary>
    /// Ends a preview all of whose targets have a result: counts its distinct diffs, and removes the changesets of repositories that it left
    /// out and that nothing of is on GitHub. One transaction, so that a kill leaves it as it was. False when there is none to end.
    /// </summary>
    public async Task<bool> CompleteAsync(CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var next = new NpgsqlCommand(
            """
            select id, campaign from runs
            where due < 'infinity' and kind = 'preview' and state = 'running' and resolved_at is not null and total = no_change + ready + failed
            order by id limit 1 for update skip locked
            """, connection);
        if (await OneAsync(next, cancellation) is not { } run)
            return false;
        await using var end = new NpgsqlCommand(
            """
            with gone as (
                delete from changesets c where c.campaign = $2 and c.state = any($4)
                    and not exists (select from targets t where t.run_id = $1 and t.included and t.repository_id = c.repository_id))
            update runs set state = 'completed', finished_at = $3, due = 'infinity', error = null,
                diffs = (select count(distinct patch_hash) from targets where run_id = $1 and state = 'ready')
            where id = $1
            """, connection);
        end.Parameters.Add(new() { Value = run.Id });
        end.Parameters.Add(new() { Value = run.Campaign });
        end.Parameters.Add(new() { Value = Now });
        end.Parameters.Add(new() { Value = ChangesetStates.Unpublished });
        await end.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Tells the changesets of a cancelled preview that it will not look at them. False when there is none to tell.</summary>
    public async Task<bool> TidyCancelledAsync(CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var next = new NpgsqlCommand(
            "select id, campaign from runs where due <= $1 and kind = 'preview' and state = 'cancelled' order by id limit 1 for update skip locked", connection);
        next.Parameters.Add(new() { Value = Now });
        if (await OneAsync(next, cancellation) is not { } run)
            return false;
        // A run that was started meanwhile has selected them for itself; its start waits for the campaign's lock.
        await using var tidy = new NpgsqlCommand("select 1 from campaigns where name = $2 and $1::bigint is not null for update", connection);
        tidy.Parameters.Add(new() { Value = run.Id });
        tidy.Parameters.Add(new() { Value = run.Campaign });
        await tidy.ExecuteNonQueryAsync(cancellation);
        tidy.CommandText =
            """
            with told as (
                update changesets set state = 'cancelled', updated_at = $3 where campaign = $2 and state = 'selected'
                    and not exists (select from runs where campaign = $2 and id > $1))
            update runs set due = 'infinity' where id = $1
            """;
        tidy.Parameters.Add(new() { Value = Now });
        await tidy.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>When something comes due by itself: a retry, or the work of a worker that died. Null: nothing does.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select least(
                (select min(due) from runs where due < 'infinity' and kind = 'preview' and state in ('queued', 'running') and resolved_at is null),
                (select min(t.due) from runs r join targets t on t.run_id = r.id and t.state = 'selected'
                    where r.due < 'infinity' and r.kind = 'preview' and r.state = 'running' and r.resolved_at is not null))
            """);
        return await command.ExecuteScalarAsync(cancellation) is DateTime due ? new DateTimeOffset(due, TimeSpan.Zero) : null;
    }

    private static async Task<(long Id, string Campaign)?> OneAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? (row.GetInt64(0), row.GetString(1)) : null;
    }

    private async Task<bool> ChangeAsync(string sql, ResolveClaim claim, DateTime at, string? words, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(sql);
        command.Parameters.Add(new() { Value = claim.RunId });
        command.Parameters.Add(new() { Value = claim.Lease });
        command.Parameters.Add(new() { Value = at });
        if (words is not null)
            command.Parameters.Add(new() { Value = words, NpgsqlDbType = NpgsqlDbType.Text });
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }
}

/// <summary>A run whose selection this worker may resolve until the lease runs out. Every write of the work names the lease.</summary>
/// <param name="Snapshot">Its id in the selection service, the same at every try.</param>
internal sealed record ResolveClaim(long RunId, long Lease, string Campaign, int SpecVersion, Guid Snapshot);
