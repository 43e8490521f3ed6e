using System.Text.Json;
using Npgsql;
using Octobatch.Selections.Resolution;

namespace Octobatch.Selections.Inventory;

/// <summary>Reads installations and how far their inventory is, by id.</summary>
internal sealed class InstallationReader(NpgsqlDataSource postgres)
{
    /// <summary>Up to <paramref name="limit"/> installations with a higher id; uninstalled ones are not listed.</summary>
    public async Task<List<ListedInstallation>> ListAsync(long after, int limit, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select id, account, account_type, repository_selection, suspended_at, permissions
            from installations where id > $1 and removed_at is null order by id limit $2
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new List<ListedInstallation>();
        while (await row.ReadAsync(cancellation))
        {
            var permissions = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(5))!;
            found.Add(new(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), Time(row, 4),
                permissions, InstallationState.MissingOf(permissions)));
        }

        return found;
    }

    /// <summary>Up to <paramref name="limit"/> installations with a higher id, with the state of their sync.</summary>
    public async Task<List<InventoryState>> SyncsAsync(long after, int limit, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select i.id, i.account, i.suspended_at is not null, s.started_at is not null, s.seen, s.total, s.requests, s.finished_at,
                s.full_finished_at, s.error, (select count(*)::int from repositories r where r.installation_id = i.id and r.removed_at is null)
            from installations i left join syncs s on s.installation_id = i.id
            where i.id > $1 and i.removed_at is null order by i.id limit $2
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new List<InventoryState>();
        while (await row.ReadAsync(cancellation))
        {
            var state = (row.GetBoolean(2), row.GetBoolean(3), row.IsDBNull(9)) switch
            {
                (true, _, _) => "suspended",
                (_, _, false) => "failing",
                (_, true, _) => "running",
                _ => "idle",
            };
            found.Add(new(
                row.GetInt64(0), row.GetString(1), state, row.GetInt32(10), row.IsDBNull(4) ? 0 : row.GetInt32(4), row.IsDBNull(5) ? null : row.GetInt32(5),
                row.IsDBNull(6) ? 0 : row.GetInt32(6), Time(row, 7), Time(row, 8), row.IsDBNull(9) ? null : row.GetString(9)));
        }

        return found;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>An installation as lists show it.</summary>
/// <param name="MissingPermissions">What Octobatch needs to publish there and was not granted.</param>
internal sealed record ListedInstallation(
    long Id, string Account, string AccountType, string RepositorySelection, DateTimeOffset? SuspendedAt,
    IReadOnlyDictionary<string, string> Permissions, IReadOnlyList<string> MissingPermissions);

/// <summary>How far the inventory of one installation is.</summary>
/// <param name="State"><c>idle</c>, <c>running</c> (a full sync), <c>failing</c> (tried again by itself) or <c>suspended</c>.</param>
/// <param name="Repositories">In the inventory now.</param>
/// <param name="Seen">By the last full sync, or so far by the one under way.</param>
/// <param name="Total">As GitHub counted them then.</param>
/// <param name="Requests">To GitHub, for the last sync or so far.</param>
/// <param name="FinishedAt">When GitHub was last looked at with success.</param>
/// <param name="FullFinishedAt">When every page was last read.</param>
internal sealed record InventoryState(
    long InstallationId, string Account, string State, int Repositories, int Seen, int? Total, int Requests,
    DateTimeOffset? FinishedAt, DateTimeOffset? FullFinishedAt, string? Error);
