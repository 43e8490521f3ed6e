using Npgsql;

namespace Octobatch.Campaigns.Specs.Storage;

/// <summary>Reads campaigns and their specs.</summary>
public sealed class CampaignReader(NpgsqlDataSource postgres)
{
    internal const string Columns =
        "name, description, spec_version, encode(spec_hash, 'hex'), created_at, created_by, updated_at, closed_at, closed_by";

    public async Task<CampaignRow?> FindAsync(string name, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand($"select {Columns} from campaigns where name = $1");
        command.Parameters.Add(new() { Value = name });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Read(reader) : null;
    }

    public async Task<bool> ExistsAsync(string name, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand("select exists (select from campaigns where name = $1)");
        command.Parameters.Add(new() { Value = name });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>By name.</summary>
    public async Task<List<CampaignRow>> ListAsync(string? after, int limit, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand($"select {Columns} from campaigns where name > $1 order by name limit $2");
        command.Parameters.Add(new() { Value = after ?? "" });
        command.Parameters.Add(new() { Value = limit });
        var rows = new List<CampaignRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.Add(Read(reader));
        return rows;
    }

    /// <param name="version">Null for the current one.</param>
    public async Task<SpecRow?> FindSpecAsync(string name, int? version, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select s.version, s.raw, s.media_type, s.normalised from campaigns c
            join specs s on s.campaign = c.name and s.version = coalesce($2, c.spec_version)
            where c.name = $1
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = (object?)version ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(reader.GetInt32(0), reader.GetFieldValue<byte[]>(1), reader.GetString(2), reader.GetString(3))
            : null;
    }

    internal static CampaignRow Read(NpgsqlDataReader reader)
    {
        DateTimeOffset? closed = reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7);
        return new(
            reader.GetString(0), reader.GetString(1), closed is null ? "open" : "closed", reader.GetInt32(2), reader.GetString(3),
            reader.GetFieldValue<DateTimeOffset>(4), reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6),
            closed, reader.IsDBNull(8) ? null : reader.GetString(8));
    }
}
