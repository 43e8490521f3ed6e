using System.Text.Json;
using Npgsql;

namespace Octobatch.ServiceDefaults.Audit;

/// <summary>Reads this service's audit rows, newest first.</summary>
public sealed class AuditReader(OctobatchService service, NpgsqlDataSource postgres)
{
    /// <param name="before">Only rows after this place in that order; null for the newest.</param>
    public async Task<List<AuditRow>> ReadAsync(AuditPosition? before, int limit, CancellationToken cancellation)
    {
        var where = before is null ? "" : "where (at, id) < ($2, $3)";
        await using var command = postgres.CreateCommand(
            $"""
            select at, id, actor, action, subject, campaign, repository, correlation_id, encode(token_sha256, 'hex'), details::text
            from audit {where} order by at desc, id desc limit $1
            """);
        command.Parameters.Add(new() { Value = limit });
        if (before is { } position)
        {
            command.Parameters.Add(new() { Value = position.At.UtcDateTime });
            command.Parameters.Add(new() { Value = position.Id });
        }

        var rows = new List<AuditRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.Add(Read(reader));
        return rows;
    }

    private AuditRow Read(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<DateTimeOffset>(0), service.Name, reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
        Text(reader, 5), Text(reader, 6), Text(reader, 7), Text(reader, 8), JsonElement.Parse(reader.GetString(9)));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
