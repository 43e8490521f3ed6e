using Npgsql;

namespace Octobatch.Campaigns.Changesets;

/// <summary>
/// Counts changesets out of a narrow index, all that is asked of a campaign in one pass, and with nothing to keep in step with the rows
/// (docs/decisions/041-reading.md). Those of large campaigns may be a few seconds old.
/// </summary>
internal sealed class ChangesetCounts(NpgsqlDataSource postgres, TimeProvider time)
{
    private readonly RecentAnswers<StateCounts> recent = new(time);

    /// <summary>For each of the campaigns its counts.</summary>
    public async Task<Dictionary<string, StateCounts>> ReadAsync(IReadOnlyCollection<string> campaigns, CancellationToken cancellation)
    {
        if (campaigns.Count == 1)
            return new(StringComparer.Ordinal) { [campaigns.Single()] = await ReadAsync(campaigns.Single(), cancellation) };
        var counts = new Dictionary<string, StateCounts>(StringComparer.Ordinal);
        foreach (var campaign in campaigns)
        {
            if (recent.TryFind(campaign, out var known))
                counts[campaign] = known;
        }

        var unknown = campaigns.Where(campaign => !counts.ContainsKey(campaign)).ToArray();
        if (unknown.Length == 0)
            return counts;
        var asked = time.GetTimestamp();
        foreach (var (campaign, counted) in await CountAsync(unknown, cancellation))
        {
            counts[campaign] = counted;
            recent.Keep(campaign, counted, counted.Total, asked);
        }

        return counts;
    }

    public Task<StateCounts> ReadAsync(string campaign, CancellationToken cancellation) => recent.ReadAsync(
        campaign,
        async reading =>
        {
            var counted = (await CountAsync([campaign], reading))[campaign];
            return (counted, counted.Total);
        },
        cancellation);

    /// <summary>Counts that are older than what happened then are not answered again.</summary>
    public void Forget(string campaign, DateTimeOffset before) => recent.Forget(campaign, time.GetUtcNow() - before);

    private async Task<Dictionary<string, StateCounts>> CountAsync(string[] campaigns, CancellationToken cancellation)
    {
        var counts = new Dictionary<string, StateCounts>(StringComparer.Ordinal);
        foreach (var campaign in campaigns)
            counts[campaign] = new();
        await using var command = postgres.CreateCommand(
            "select campaign, publish_run, state, count(*)::int from changesets where campaign = any($1) group by campaign, publish_run, state");
        command.Parameters.Add(new() { Value = campaigns });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            counts[row.GetString(0)].Add(row.IsDBNull(1) ? null : row.GetInt32(1), row.GetString(2), row.GetInt32(3));
        return counts;
    }
}
