using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Npgsql;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Changesets;

/// <summary>Identical patches of one preview, grouped by their hash in the database.</summary>
internal sealed class DiffReader(NpgsqlDataSource postgres, TimeProvider time)
{
    private const int Sample = 5;
    private readonly RecentAnswers<List<DiffGroup>> recent = new(time);

    /// <summary>Up to <paramref name="limit"/> groups after the cursor, the largest first.</summary>
    /// <remarks>Where they stand for very many repositories, they may be a few seconds old.</remarks>
    public Task<List<DiffGroup>> ListAsync(long run, DiffCursor? after, int limit, CancellationToken cancellation) =>
        recent.ReadAsync($"{run}/{after}/{limit}", reading => GroupAsync(run, after, limit, reading), cancellation);

    /// <summary>The artifact of one repository that has this patch, out of the newest run that still has one.</summary>
    /// <param name="run">Only that run's, where given.</param>
    public async Task<string?> FindAsync(string campaign, string patchHash, int? run, CancellationToken cancellation) =>
        (string?)await AskAsync(
            """
            select found.artifact from runs r cross join lateral (
                select t.artifact from targets t
                where t.run_id = r.id and t.state = 'ready' and t.patch_hash = $2 and t.artifact is not null
                order by t.owner_key, t.name_key limit 1) found
            where r.campaign = $1 and ($3 is null or r.number = $3) order by r.number desc limit 1
            """, campaign, patchHash, run, cancellation);

    /// <summary>Whether any run or changeset has, or had, this patch.</summary>
    public async Task<bool> IsKnownAsync(string campaign, string patchHash, int? run, CancellationToken cancellation) =>
        (bool)(await AskAsync(
            """
            select ($3 is null and exists (select from changesets where campaign = $1 and patch_hash = $2)) or exists (
                select from runs r join targets t on t.run_id = r.id and t.state = 'ready' and t.patch_hash = $2
                where r.campaign = $1 and ($3 is null or r.number = $3))
            """, campaign, patchHash, run, cancellation))!;

    private async Task<(List<DiffGroup> Groups, long Rows)> GroupAsync(long run, DiffCursor? after, int limit, CancellationToken cancellation)
    {
        // First the page by an index alone, then a look at the first few of each of its groups.
        await using var command = postgres.CreateCommand(
            $"""
            with page as materialized (
                select patch_hash, count(*)::int as repositories from targets where run_id = $1 and state = 'ready'
                group by patch_hash {(after is null ? "" : "having (-count(*), patch_hash) > ($4, $5)")}
                order by count(*) desc, patch_hash limit $2)
            select p.patch_hash, p.repositories, s.names, s.files, s.additions, s.deletions from page p cross join lateral (
                select array_agg(t.repository) as names, max(t.files) as files, max(t.additions) as additions, max(t.deletions) as deletions
                from (select repository, files, additions, deletions from targets
                    where run_id = $1 and state = 'ready' and patch_hash = p.patch_hash order by owner_key, name_key limit $3) t) s
            order by p.repositories desc, p.patch_hash
            """);
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = Sample });
        if (after is not null)
        {
            command.Parameters.Add(new() { Value = -(long)after.Count });
            command.Parameters.Add(new() { Value = after.PatchHash });
        }

        var groups = new List<DiffGroup>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            groups.Add(new(row.GetString(0), row.GetInt32(1), row.GetFieldValue<string[]>(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5)));
        return (groups, groups.Sum(group => (long)group.Count));
    }

    private async Task<object?> AskAsync(string sql, string campaign, string patchHash, int? run, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(sql);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = patchHash });
        command.Parameters.Add(new() { Value = (object?)run ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
        return await command.ExecuteScalarAsync(cancellation);
    }
}

/// <summary>Repositories whose patches are the same, so that one look reviews them all.</summary>
/// <param name="Count">Repositories.</param>
/// <param name="RepositoriesSample">The first few by name.</param>
/// <param name="Files">Changed in each of them.</param>
/// <param name="Additions">Lines, in each of them.</param>
/// <param name="Deletions">Lines, in each of them.</param>
public sealed record DiffGroup(string PatchHash, int Count, IReadOnlyList<string> RepositoriesSample, int Files, int Additions, int Deletions)
{
    internal DiffCursor Cursor => new(Count, PatchHash);
}

/// <summary>The place of a group: by size, the largest first, then by hash.</summary>
internal sealed record DiffCursor(int Count, string PatchHash)
{
    /// <summary>What <see cref="ToString"/> made, or null when the text is not that.</summary>
    public static DiffCursor? Parse(string text) =>
        text.Length < 200 && Base64Url.IsValid(text)
        && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('/') is [var count, var hash]
        && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && hash.All(char.IsAsciiLetterOrDigit)
            ? new(number, hash)
            : null;

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Count}/{PatchHash}"));
}
