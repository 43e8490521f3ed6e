using Npgsql;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>Nothing is written to GitHub while it is on. Every replica looks at it before every write.</summary>
internal sealed class KillSwitch(NpgsqlDataSource postgres, AuditLog audit, TimeProvider time)
{
    public async Task<KillSwitchState> GetAsync(CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand("""select "on", changed_at, changed_by from kill_switch""");
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new(
            row.GetBoolean(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1), row.IsDBNull(2) ? null : row.GetString(2));
    }

    public async Task<KillSwitchState> SetAsync(bool on, Caller by, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var update = new NpgsqlCommand("""update kill_switch set "on" = $1, changed_at = $2, changed_by = $3 where "on" <> $1""", connection);
        update.Parameters.Add(new() { Value = on });
        update.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        update.Parameters.Add(new() { Value = by.Subject });
        if (await update.ExecuteNonQueryAsync(cancellation) == 1)
        {
            await audit.WriteAsync(
                connection, new AuditEntry(by.Subject, on ? "kill_switch.turned_on" : "kill_switch.turned_off", "kill_switch") { CorrelationId = by.CorrelationId }, cancellation);
            await RunChannel.NotifyAsync(connection, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return await GetAsync(cancellation);
    }
}

/// <param name="ChangedBy"><c>key:ID</c>, <c>user:LOGIN</c> or <c>system</c>; null: nobody ever turned it.</param>
internal sealed record KillSwitchState(bool On, DateTimeOffset? ChangedAt, string? ChangedBy);
