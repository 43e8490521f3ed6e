using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Publishing.Watching.Redelivery;

/// <summary>How far the deliveries were looked through, and what was asked for again. Claimed under a lease, so that one replica does it.</summary>
internal sealed class DeliveryLooks(NpgsqlDataSource postgres, AuditLog audit, TimeProvider time)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Null when it is not due, or another replica is at it.</summary>
    public async Task<LookClaim?> ClaimAsync(CancellationToken cancellation)
    {
        await using var command = Command("update delivery_looks set due = $1 + $2, lease = lease + 1 where due <= $1 returning lease, looked_to", Now, RunStore.Lease);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? new(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1)) : null;
    }

    /// <summary>False when the lease is lost.</summary>
    public async Task<bool> RenewAsync(LookClaim claim, CancellationToken cancellation)
    {
        await using var command = Command("update delivery_looks set due = $2 where lease = $1", claim.Lease, Now + RunStore.Lease);
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Gives the claim back.</summary>
    /// <param name="lookedTo">Every delivery before this is seen to.</param>
    public async Task FinishAsync(LookClaim claim, DateTimeOffset due, DateTimeOffset lookedTo, string? error, CancellationToken cancellation)
    {
        await using var command = Command(
            "update delivery_looks set due = $2, looked_to = $3, error = $4, lease = lease + 1 where lease = $1",
            claim.Lease, due.UtcDateTime, lookedTo.UtcDateTime, error);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>How often each was asked for again, when last, and whether for this very try.</summary>
    public async Task<Dictionary<long, AskedBefore>> AskedAsync(IReadOnlyCollection<HookDelivery> deliveries, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            select d.id, count(r.guid)::int, max(r.asked_at), coalesce(bool_or(r.delivery_id = d.id), false)
            from unnest($1::bigint[], $2::uuid[]) as d (id, guid) left join redeliveries r on r.guid = d.guid group by d.id
            """, deliveries.Select(each => each.Id).ToArray(), deliveries.Select(each => each.Guid).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var asked = new Dictionary<long, AskedBefore>();
        while (await row.ReadAsync(cancellation))
            asked[row.GetInt64(0)] = new(row.GetInt32(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2), row.GetBoolean(3));
        return asked;
    }

    /// <summary>
    /// Notes that one is about to be asked for again, before it is: who dies in between has lost a hint, where two who ask would double it.
    /// </summary>
    public async Task NoteAsync(HookDelivery delivery, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var note = new NpgsqlCommand(
            "insert into redeliveries (delivery_id, guid, asked_at) values ($1, $2, $3) on conflict (delivery_id) do nothing", connection);
        note.Parameters.Add(new() { Value = delivery.Id });
        note.Parameters.Add(new() { Value = delivery.Guid });
        note.Parameters.Add(new() { Value = Now });
        if (await note.ExecuteNonQueryAsync(cancellation) == 1)
            await audit.WriteAsync(connection, new AuditEntry(Caller.System.Subject, "webhook.redelivery_asked", $"delivery:{delivery.Guid}"), cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>It could not be asked for after all.</summary>
    public async Task ForgetAsync(HookDelivery delivery, CancellationToken cancellation)
    {
        await using var command = Command("delete from redeliveries where delivery_id = $1", delivery.Id);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>GitHub keeps deliveries for three days; what is older can come up no more.</summary>
    public async Task SweepAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        await using var command = Command("delete from redeliveries where asked_at < $1", before.UtcDateTime);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sql, params object?[] values)
    {
        var command = postgres.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value switch
            {
                DateTime at => new() { Value = at, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                null => new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                _ => new() { Value = value },
            });
        }

        return command;
    }
}

/// <param name="LookedTo">Every delivery before this is seen to; null: nobody has looked yet.</param>
internal sealed record LookClaim(long Lease, DateTimeOffset? LookedTo);

/// <param name="ThisTry">It was for this very try that it was asked for.</param>
internal sealed record AskedBefore(int Times, DateTimeOffset? Last, bool ThisTry);
