using Npgsql;
using NpgsqlTypes;

namespace Octobatch.Selections.Sync;

/// <summary>The table <c>syncs</c>: what is due, who works on it and how far it is.</summary>
internal sealed class SyncStore(NpgsqlDataSource postgres, TimeProvider time, SyncSettings settings)
{
    /// <summary>A worker that says nothing for so long is taken for dead. Each page renews it; a request waits this long at most.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Claims the installation that has been due for longest, or null. Suspended and uninstalled ones are never due.</summary>
    public async Task<SyncClaim?> ClaimAsync(CancellationToken cancellation)
    {
        await using var command = Command(
            """
            update syncs s set due = $1 + $2, lease = s.lease + 1
            from (
                select syncs.installation_id, coalesce(i.account, '') as account
                from syncs left join installations i on i.id = installation_id
                where due <= $1 and (installation_id = 0 or (i.suspended_at is null and i.removed_at is null))
                order by due limit 1 for update of syncs skip locked) next
            where s.installation_id = next.installation_id
            returning s.installation_id, next.account, s.lease, s.full_due <= $1, s.started_at, s.next_page, s.passes
            """, Now, Lease);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return null;
        return new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetBoolean(3))
        {
            StartedAt = row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4),
            NextPage = row.GetInt32(5),
            Passes = row.GetInt32(6),
        };
    }

    /// <summary>Begins a full sync, or goes on with the one under way; null when the lease is lost.</summary>
    public async Task<SyncClaim?> BeginFullAsync(SyncClaim claim, CancellationToken cancellation)
    {
        if (claim.StartedAt is not null)
            return claim;
        // Postgres keeps microseconds; what is compared with its times must not have more.
        var now = Now.AddTicks(-(Now.Ticks % TimeSpan.TicksPerMicrosecond));
        await using var command = Command(
            """
            update syncs set started_at = $1, next_page = 1, passes = 0, seen = 0, total = null, requests = 0
            where installation_id = $2 and lease = $3
            """, now, claim.InstallationId, claim.Lease);
        return await command.ExecuteNonQueryAsync(cancellation) == 1 ? claim with { StartedAt = new DateTimeOffset(now), NextPage = 1, Passes = 0 } : null;
    }

    /// <summary>Notes a page that is in the inventory and renews the lease; false when it is lost.</summary>
    public async Task<bool> PageDoneAsync(SyncClaim claim, int page, int seen, int total, int requests, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            update syncs set next_page = $3, seen = case when $3 = 2 then 0 else seen end + $4, total = $5, requests = requests + $6, due = $7
            where installation_id = $1 and lease = $2
            """, claim.InstallationId, claim.Lease, page + 1, seen, total, requests, Now + Lease);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Starts at the first page again, because pages shifted while they were read; false when the lease is lost.</summary>
    public async Task<bool> PassDoneAsync(SyncClaim claim, CancellationToken cancellation)
    {
        await using var command = Command(
            "update syncs set next_page = 1, passes = passes + 1 where installation_id = $1 and lease = $2", claim.InstallationId, claim.Lease);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Gives the claim back and says when the installation is due again.</summary>
    public async Task FinishAsync(SyncClaim claim, SyncOutcome outcome, int requests, CancellationToken cancellation)
    {
        if (outcome.LeaseLost)
            return;
        await using var command = outcome.Error is { } error
            ? Command(
                """
                update syncs set failures = failures + 1, error = $3, requests = requests + $6,
                    due = greatest($4, $5 + least($7, interval '15 seconds' * power(2, least(failures, 10))))
                where installation_id = $1 and lease = $2
                """, claim.InstallationId, claim.Lease, error, outcome.RetryAt?.UtcDateTime ?? Now, Now, requests, LongestPause)
            : Command(
                """
                update syncs set failures = 0, error = null, due = case when $3 then $4 else $4 + $5 end, finished_at = $4,
                    full_due = case when $3 then $4 when $6 then $4 + $7 else full_due end,
                    full_finished_at = case when $6 then $4 else full_finished_at end,
                    requests = case when $6 then requests else 0 end + $8, started_at = null, next_page = 1, passes = 0
                where installation_id = $1 and lease = $2
                """, claim.InstallationId, claim.Lease, outcome.FullNeeded, Now, settings.Light, claim.Full, settings.Full, requests);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Makes everything due now, with every page, on the caller's connection; what is under way goes on. How many installations.</summary>
    public async Task<int> RequestAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            with due as (update syncs set due = least(due, $1), full_due = $1 where started_at is null returning installation_id)
            select count(*)::int from due where installation_id <> 0
            """, connection);
        command.Parameters.Add(new() { Value = Now });
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Makes the list of installations due now.</summary>
    public async Task RequestInstallationsAsync(CancellationToken cancellation)
    {
        await using var command = Command("update syncs set due = least(due, $1) where installation_id = 0", Now);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = postgres.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value is string text ? new() { Value = text, NpgsqlDbType = NpgsqlDbType.Text } : new() { Value = value });
        return command;
    }
}
