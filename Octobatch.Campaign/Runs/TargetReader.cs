using Npgsql;
using Octobatch.Campaigns.Changesets;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Runs;

/// <summary>Reads the repositories that a run considered.</summary>
internal sealed class TargetReader(NpgsqlDataSource postgres)
{
    /// <summary>Up to <paramref name="limit"/> targets after the cursor, by owner and name.</summary>
    public async Task<List<TargetItem>> ListAsync(long run, TargetFilter filter, RepositoryCursor? after, int limit, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var where = $"t.run_id = {parameters.Add(run)}";
        if (filter.Included is { } included)
            where += included ? " and t.included" : " and not t.included";
        if (!string.IsNullOrEmpty(filter.ReasonCode))
            where += $" and t.reason_code = {parameters.Add(filter.ReasonCode)}";
        where += SearchText.Where("t", filter.Q, parameters);
        if (after is not null)
            where += $" and (t.owner_key, t.name_key, t.repository_id) > ({parameters.Add(after.OwnerKey)}, {parameters.Add(after.NameKey)}, {parameters.Add(after.Id)})";
        await using var command = postgres.CreateCommand(
            $"""
            select t.repository, t.included, t.reason, t.reason_code, t.state, t.owner_key, t.name_key, t.repository_id
            from targets t where {where} order by t.owner_key, t.name_key, t.repository_id limit {parameters.Add(limit)}
            """);
        parameters.CopyTo(command);
        var items = new List<TargetItem>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            items.Add(new(row.GetString(0), row.GetBoolean(1), row.GetString(2), row.GetString(3), row.Text(4))
            {
                Cursor = new(row.GetString(5), row.GetString(6), row.GetInt64(7)),
            });
        }

        return items;
    }
}

/// <summary>A repository that a run considered.</summary>
/// <param name="Repository"><c>owner/name</c> as GitHub has it; as it was written where nobody knows it.</param>
/// <param name="Reason">Why it is in or out, in words.</param>
/// <param name="ReasonCode">The same for programs.</param>
/// <param name="State"><c>selected</c> (not looked at yet), <c>no_change</c>, <c>ready</c> or <c>failed</c>; null when it is not included.</param>
public sealed record TargetItem(string Repository, bool Included, string Reason, string ReasonCode, string? State)
{
    internal RepositoryCursor Cursor { get; init; } = null!;
}

/// <summary>What a list of targets is narrowed to; null narrows nothing.</summary>
/// <param name="Q">A part of <c>owner/name</c>, in any case.</param>
internal sealed record TargetFilter(bool? Included, string? ReasonCode, string? Q);
