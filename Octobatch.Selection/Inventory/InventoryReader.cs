using System.Text.Json;
using Npgsql;
using Octobatch.Selections.Queries;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Selections.Inventory;

/// <summary>Reads repositories in the order of all lists.</summary>
internal sealed class InventoryReader(NpgsqlDataSource postgres)
{
    private const string Columns =
        """
        r.id, r.installation_id, r.owner, r.name, r.node_id, r.default_branch, r.head_commit, r.visibility, r.archived, r.fork, r.template,
        r.disabled, r.language, r.languages, r.topics, r.properties, r.size_kb, r.stars, r.pushed_at, r.updated_at
        """;

    /// <summary>Up to <paramref name="limit"/> repositories that meet the query and come after the cursor. Terms about files are not looked at.</summary>
    public async Task<List<Repository>> ReadAsync(Query query, RepositoryCursor? after, int limit, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var where = QuerySql.Where(query, parameters);
        if (after is not null)
            where += $" and (r.owner_key, r.name_key, r.id) > ({parameters.Add(after.OwnerKey)}, {parameters.Add(after.NameKey)}, {parameters.Add(after.Id)})";
        await using var command = postgres.CreateCommand(
            $"select {Columns} from repositories r where {where} order by r.owner_key, r.name_key, r.id limit {parameters.Add(limit)}");
        parameters.CopyTo(command);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<Repository>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(Read(reader));
        return rows;
    }

    private static Repository Read(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3))
    {
        NodeId = row.GetString(4),
        DefaultBranch = row.GetString(5),
        HeadCommit = row.IsDBNull(6) ? null : row.GetString(6),
        Visibility = row.GetString(7),
        Archived = row.GetBoolean(8),
        Fork = row.GetBoolean(9),
        Template = row.GetBoolean(10),
        Disabled = row.GetBoolean(11),
        Language = row.IsDBNull(12) ? null : row.GetString(12),
        Languages = row.GetFieldValue<string[]>(13),
        Topics = row.GetFieldValue<string[]>(14),
        Properties = JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<string>>>(row.GetString(15))!,
        SizeKb = row.GetInt64(16),
        Stars = row.GetInt64(17),
        PushedAt = row.IsDBNull(18) ? null : row.GetFieldValue<DateTimeOffset>(18),
        UpdatedAt = row.IsDBNull(19) ? null : row.GetFieldValue<DateTimeOffset>(19),
    };
}
