using System.Text.Json;
using Npgsql;
using Octobatch.Selections.Inventory;
using Octobatch.Selections.Queries;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Selections.Resolution;

/// <summary>Reads what a selection considers, on the connection (and so in the snapshot) of one resolution.</summary>
internal sealed class CandidateReader(NpgsqlConnection connection)
{
    /// <summary>A repository with this topic is never a target.</summary>
    public const string IgnoreTopic = "octobatch-ignore";

    private const string Columns =
        $"""
        r.id, r.owner, r.name, r.node_id, r.installation_id, r.default_branch, r.archived, r.disabled, r.topics @> array['{IgnoreTopic}'],
        r.sample_key, r.removed_at
        """;

    public async Task<Dictionary<long, InstallationState>> InstallationsAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select id, account, suspended_at is not null, permissions from installations", connection);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<long, InstallationState>();
        while (await row.ReadAsync(cancellation))
        {
            var permissions = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(3))!;
            found[row.GetInt64(0)] = new(row.GetString(1), row.GetBoolean(2), InstallationState.MissingOf(permissions));
        }

        return found;
    }

    /// <summary>Every repository that the query takes as far as the inventory knows, each made once over all entries.</summary>
    public async Task<List<Candidate>> OfQueryAsync(Query query, Dictionary<long, Candidate> known, CancellationToken cancellation)
    {
        await using var command = Command(Columns, query);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new List<Candidate>();
        while (await row.ReadAsync(cancellation))
            found.Add(Read(row, known));
        return found;
    }

    public async Task<List<long>> IdsAsync(Query query, CancellationToken cancellation)
    {
        await using var command = Command("r.id", query);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new List<long>();
        while (await row.ReadAsync(cancellation))
            found.Add(row.GetInt64(0));
        return found;
    }

    /// <summary>
    /// What each name stands for: the repository that has it now, else the one that had it last, else one that was removed; null for none.
    /// </summary>
    public async Task<List<Candidate?>> OfNamesAsync(IReadOnlyList<RepositoryName> names, Dictionary<long, Candidate> known, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select {Columns}
            from unnest($1::text[], $2::text[]) with ordinality as named (owner_key, name_key, place)
            left join lateral (
                select id, 1 as rank, seen_at as at from repositories
                where (owner_key, name_key) = (named.owner_key, named.name_key) and removed_at is null
                union all
                select repository_id, 2, until from former_names join repositories on id = repository_id
                where (former_names.owner_key, former_names.name_key) = (named.owner_key, named.name_key) and removed_at is null
                union all
                select id, 3, removed_at from repositories
                where (owner_key, name_key) = (named.owner_key, named.name_key) and removed_at is not null
                order by rank, at desc
                limit 1) best on true
            left join repositories r using (id)
            order by named.place
            """, connection);
        command.Parameters.Add(new() { Value = names.Select(name => Keys.Of(name.Owner)).ToArray() });
        command.Parameters.Add(new() { Value = names.Select(name => Keys.Of(name.Name)).ToArray() });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new List<Candidate?>();
        while (await row.ReadAsync(cancellation))
            found.Add(row.IsDBNull(0) ? null : Read(row, known));
        return found;
    }

    private NpgsqlCommand Command(string columns, Query query)
    {
        var parameters = new SqlParameters();
        var command = new NpgsqlCommand($"select {columns} from repositories r where {QuerySql.Where(query, parameters)}", connection);
        parameters.CopyTo(command);
        return command;
    }

    private static Candidate Read(NpgsqlDataReader row, Dictionary<long, Candidate> known)
    {
        if (known.TryGetValue(row.GetInt64(0), out var candidate))
            return candidate;
        return known[row.GetInt64(0)] = new(row.GetString(1), row.GetString(2))
        {
            Id = row.GetInt64(0),
            NodeId = row.GetString(3),
            InstallationId = row.GetInt64(4),
            DefaultBranch = row.GetString(5),
            Archived = row.GetBoolean(6),
            Disabled = row.GetBoolean(7),
            OptedOut = row.GetBoolean(8),
            SampleKey = row.GetInt64(9),
            RemovedAt = row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10),
        };
    }
}
