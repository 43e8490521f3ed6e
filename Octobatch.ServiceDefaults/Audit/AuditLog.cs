using Npgsql;
using NpgsqlTypes;

namespace Octobatch.ServiceDefaults.Audit;

/// <summary>Writes audit rows, on the connection (and so in the transaction) of what they record.</summary>
public sealed class AuditLog(TimeProvider time)
{
    public async Task WriteAsync(NpgsqlConnection connection, AuditEntry entry, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into audit (at, actor, action, subject, campaign, repository, correlation_id, token_sha256, details)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, connection);
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = entry.Actor });
        command.Parameters.Add(new() { Value = entry.Action });
        command.Parameters.Add(new() { Value = entry.Subject });
        command.Parameters.Add(new() { Value = (object?)entry.Campaign ?? DBNull.Value });
        command.Parameters.Add(new() { Value = (object?)entry.Repository ?? DBNull.Value });
        command.Parameters.Add(new() { Value = (object?)entry.CorrelationId ?? DBNull.Value });
        command.Parameters.Add(new() { Value = (object?)entry.TokenSha256 ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        command.Parameters.Add(new() { Value = entry.Details, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
