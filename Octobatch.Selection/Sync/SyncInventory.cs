using Npgsql;
using Octobatch.Selections.Inventory;

namespace Octobatch.Selections.Sync;

/// <summary>What syncs ask of the inventory and change in it, beyond writing what they saw.</summary>
internal sealed class SyncInventory(NpgsqlDataSource postgres, TimeProvider time)
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Those whose head is not known although something was pushed.</summary>
    public async Task<List<(long Id, string NodeId)>> WithoutHeadAsync(IEnumerable<long> ids, CancellationToken cancellation)
    {
        await using var command = Command(
            "select id, node_id from repositories where id = any($1) and head_commit is null and pushed_at is not null", ids.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new List<(long, string)>();
        while (await row.ReadAsync(cancellation))
            found.Add((row.GetInt64(0), row.GetString(1)));
        return found;
    }

    public async Task WriteHeadsAsync(IReadOnlyList<(long Id, string? Head, IReadOnlyList<string>? Languages)> heads, CancellationToken cancellation)
    {
        await using var command = Command(
            """
            update repositories r set head_commit = h.head, languages = coalesce(string_to_array(h.languages, E'\n'), r.languages)
            from unnest($1::bigint[], $2::text[], $3::text[]) as h (id, head, languages)
            where r.id = h.id
            """,
            heads.Select(h => h.Id).ToArray(), heads.Select(h => h.Head).ToArray(),
            heads.Select(h => h.Languages is null ? null : string.Join('\n', h.Languages)).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>When each was pushed to and changed, as the inventory has it; those that it does not know are missing.</summary>
    public async Task<Dictionary<long, (DateTimeOffset? Pushed, DateTimeOffset? Updated)>> TimesAsync(IEnumerable<long> ids, CancellationToken cancellation)
    {
        await using var command = Command("select id, pushed_at, updated_at from repositories where id = any($1) and removed_at is null", ids.ToArray());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<long, (DateTimeOffset?, DateTimeOffset?)>();
        while (await row.ReadAsync(cancellation))
            found[row.GetInt64(0)] = (row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2));
        return found;
    }

    /// <summary>The key of an installation's account; null when the installation is not known.</summary>
    public async Task<string?> AccountAsync(long installation, CancellationToken cancellation)
    {
        await using var command = Command("select account_key from installations where id = $1 and removed_at is null", installation);
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }

    /// <summary>How many of an installation's repositories are there; with a time, how many were seen since.</summary>
    public async Task<int> CountAsync(long installation, DateTimeOffset? since, CancellationToken cancellation)
    {
        await using var command = Command(
            "select count(*)::int from repositories where installation_id = $1 and removed_at is null and seen_at >= $2",
            installation, (since ?? DateTimeOffset.UnixEpoch).UtcDateTime);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Marks what an installation no longer covers: everything that was not seen since.</summary>
    public async Task<int> RemoveUnseenAsync(long installation, DateTimeOffset since, CancellationToken cancellation)
    {
        await using var command = Command(
            "update repositories set removed_at = $3 where installation_id = $1 and removed_at is null and seen_at < $2", installation, since.UtcDateTime, Now);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<int> RemoveAsync(long installation, IEnumerable<long> ids, CancellationToken cancellation)
    {
        await using var command = Command(
            "update repositories set removed_at = $3 where installation_id = $1 and id = any($2) and removed_at is null", installation, ids.ToArray(), Now);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = postgres.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
