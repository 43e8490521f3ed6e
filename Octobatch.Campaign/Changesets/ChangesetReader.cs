using Npgsql;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Changesets;

/// <summary>Reads changesets.</summary>
internal sealed class ChangesetReader(NpgsqlDataSource postgres, WaitingReader waiting)
{
    /// <summary>Up to <paramref name="limit"/> changesets of a campaign after the cursor, by owner and name.</summary>
    public async Task<List<ChangesetItem>> ListAsync(
        string campaign, ChangesetFilter filter, RepositoryCursor? after, int limit, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var where = $"c.campaign = {parameters.Add(campaign)}{filter.Where(parameters)}";
        if (after is not null)
            where += $" and (c.owner_key, c.name_key, c.repository_id) > ({parameters.Add(after.OwnerKey)}, {parameters.Add(after.NameKey)}, {parameters.Add(after.Id)})";
        // The keys first: where a text is looked for, they are found in an index without a look at the rows.
        await using var command = postgres.CreateCommand(
            $"""
            select {ChangesetItem.Columns} from changesets c
            where c.campaign = {parameters.Add(campaign)} and c.repository_id = any (array(
                select c.repository_id from changesets c where {where} order by c.owner_key, c.name_key, c.repository_id limit {parameters.Add(limit)}))
            order by c.owner_key, c.name_key, c.repository_id
            """);
        parameters.CopyTo(command);
        var items = new List<ChangesetItem>();
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            while (await row.ReadAsync(cancellation))
                items.Add(ChangesetItem.Read(row));
        }

        return await waiting.FillAsync(campaign, items, cancellation);
    }

    /// <summary>The changeset of a repository by its name in any case; null when there is none. Of two that had the name one after the
    /// other, the one that something happened to last.</summary>
    public async Task<FoundChangeset?> FindAsync(string campaign, string owner, string repository, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            $"""
            select {ChangesetItem.Columns}, c.published_at, c.merged_at, c.default_branch, c.artifact from changesets c
            where c.campaign = $1 and c.owner_key = $2 and c.name_key = $3 order by c.updated_at desc, c.repository_id desc limit 1
            """);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = owner.ToLowerInvariant() });
        command.Parameters.Add(new() { Value = repository.ToLowerInvariant() });
        FoundChangeset found;
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            if (!await row.ReadAsync(cancellation))
                return null;
            found = new(ChangesetItem.Read(row), row.Text(row.FieldCount - 2), row.Text(row.FieldCount - 1))
            {
                PublishedAt = row.IsDBNull(row.FieldCount - 4) ? null : row.GetFieldValue<DateTimeOffset>(row.FieldCount - 4),
                MergedAt = row.IsDBNull(row.FieldCount - 3) ? null : row.GetFieldValue<DateTimeOffset>(row.FieldCount - 3),
            };
        }

        return found with { Item = (await waiting.FillAsync(campaign, [found.Item], cancellation))[0] };
    }
}

/// <summary>One changeset, and the key of its artifact, where it has one.</summary>
internal sealed record FoundChangeset(ChangesetItem Item, string? DefaultBranch, string? Artifact)
{
    public long RepositoryId => Item.Cursor.Id;

    public DateTimeOffset? PublishedAt { get; init; }

    public DateTimeOffset? MergedAt { get; init; }
}
