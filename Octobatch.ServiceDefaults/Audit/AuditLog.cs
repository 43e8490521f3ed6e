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
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Command(entries) } };
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The statement that writes all entries, for a batch that does more in the same round trip.</summary>
    public NpgsqlBatchCommand Command(IReadOnlyList<AuditEntry> entries)
    {
        var now = time.GetUtcNow();
        var command = new NpgsqlBatchCommand(
            """
            insert into audit (at, actor, action, subject, campaign, repository, correlation_id, token_sha256, details)
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """);
        Add(NpgsqlDbType.TimestampTz, entries.Select(e => (e.At ?? now).UtcDateTime));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Actor));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Action));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Subject));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Campaign));
        Add(NpgsqlDbType.Text, entries.Select(e => e.Repository));
        Add(NpgsqlDbType.Text, entries.Select(e => e.CorrelationId));
        Add(NpgsqlDbType.Bytea, entries.Select(e => e.TokenSha256));
        Add(NpgsqlDbType.Jsonb, entries.Select(e => e.Details));
        return command;

        void Add<T>(NpgsqlDbType type, IEnumerable<T> column) =>
            command.Parameters.Add(new() { Value = column.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
