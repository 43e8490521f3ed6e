using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Octobatch.Selections.Queries;

namespace Octobatch.Selections.Files;

/// <summary>What is known of files at the head that the inventory has.</summary>
internal sealed class FileFacts(NpgsqlDataSource postgres)
{
    public async Task<Dictionary<(long Id, Predicate Predicate), bool>> FindAsync(
        IEnumerable<long> repositories, IReadOnlyList<Predicate> predicates, CancellationToken cancellation)
    {
        var conditions = predicates.Select(KeyOf).ToArray();
        await using var command = postgres.CreateCommand(
            """
            select f.repository_id, c.place::int, f.holds
            from unnest($2::bytea[]) with ordinality c (condition, place)
            join file_facts f on f.condition = c.condition and f.repository_id = any($1)
            join repositories r on r.id = f.repository_id and r.head_commit = f.head_commit
            """);
        command.Parameters.Add(new() { Value = repositories.ToArray() });
        command.Parameters.Add(new() { Value = conditions });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<(long, Predicate), bool>();
        while (await row.ReadAsync(cancellation))
            found[(row.GetInt64(0), predicates[row.GetInt32(1) - 1])] = row.GetBoolean(2);
        return found;
    }

    /// <summary>Keeps facts, and the heads that were seen with them. Facts of empty repositories are not kept.</summary>
    public async Task WriteAsync(IReadOnlyList<FileFact> facts, CancellationToken cancellation)
    {
        var kept = facts.Where(fact => fact.Head is not null).ToList();
        await using var command = postgres.CreateCommand(
            """
            with seen as (
                select * from unnest($1::bigint[], $2::bytea[], $3::text[], $4::boolean[]) as fact (id, condition, head, holds)
            ), heads as (
                update repositories r set head_commit = seen.head
                from (select distinct id, head from seen) seen where r.id = seen.id and r.head_commit is distinct from seen.head
            )
            insert into file_facts (repository_id, condition, head_commit, holds)
            select id, condition, head, holds from seen order by id, condition
            on conflict (repository_id, condition) do update set head_commit = excluded.head_commit, holds = excluded.holds
            """);
        command.Parameters.Add(new() { Value = kept.Select(fact => fact.RepositoryId).ToArray() });
        command.Parameters.Add(new() { Value = kept.Select(fact => KeyOf(fact.Predicate)).ToArray() });
        command.Parameters.Add(new() { Value = kept.Select(fact => fact.Head!).ToArray() });
        command.Parameters.Add(new() { Value = kept.Select(fact => fact.Holds).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static byte[] KeyOf(Predicate predicate) => SHA256.HashData(Encoding.UTF8.GetBytes(predicate.ToString()));
}

/// <param name="Head">The commit for which it is true; null when the repository is empty or gone.</param>
internal sealed record FileFact(long RepositoryId, Predicate Predicate, string? Head, bool Holds);
