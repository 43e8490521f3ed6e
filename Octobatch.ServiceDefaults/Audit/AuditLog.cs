using Npgsql;
using NpgsqlTypes;

namespace Octobatch.ServiceDefaults.Audit;

/// <summary>Writes audit rows, on the connection (and so in the transaction) of what they record.</summary>
public sealed class AuditLog(TimeProvider time)
{
    public Task WriteAsync(NpgsqlConnection connection, AuditEntry entry, CancellationToken cancellation) =>
        WriteAsync(connection, [entry], cancellation);

    /// <summary>Writes all entries with one statement: all or none.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var command = new NpgsqlCommand(
            """
            insert into audit (at, actor, action, subject, campaign, repository, correlation_id, token_sha256, details)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, connection);
        Add(NpgsqlDbType.TimestampTz, entries.Select(e => (e.At ?? now).UtcDateTime));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Actor));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Action));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Subject));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Campaign));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Repository));
        Add(NpgsqlDbType.Text, entries.Select(e => e.CorrelationId));
        Add(NpgsqlDbType.Bytea, entries.Select(e => e.TokenSha256));
        Add(NpgsqlDbType.Jsonb, entries.Select(e => e.Details));
        await command.ExecuteNonQueryAsync(cancellation);

        void Add<T>(NpgsqlDbType type, IEnumerable<T> column) =>
            command.Parameters.Add(new() { Value = column.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
