using Npgsql;
using Octobatch.Campaigns.Changesets;

namespace Octobatch.Campaigns.Runs.Storage;

/// <summary>Reads runs as they are answered.</summary>
internal sealed class RunReader(NpgsqlDataSource postgres, ChangesetCounts counts, TimeProvider time)
{
    private const string Columns =
        """
        number, kind, state, spec_version, preview, total, no_change, ready, failed, github_requests, rate_from, rate_base, error,
        created_at, created_by, started_at, finished_at, files, additions, deletions, diffs
        """;

    /// <summary>Null when there is no such run, or no such campaign.</summary>
    public async Task<Run?> FindAsync(string campaign, int number, CancellationToken cancellation) => (await CountAsync(
        campaign, await ReadAsync($"select {Columns} from runs where campaign = $1 and number = $2", cancellation, campaign, number), cancellation)).FirstOrDefault();

    /// <summary>The newest run of a campaign; null when there is none.</summary>
    public async Task<Run?> LatestAsync(string campaign, CancellationToken cancellation) =>
        (await ListAsync(campaign, null, 1, cancellation)).FirstOrDefault();

    /// <summary>The newest run of each of the campaigns that has one.</summary>
    public async Task<Dictionary<string, Run>> LatestAsync(IReadOnlyCollection<string> campaigns, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            $"""
            select latest.*, c.name from unnest($1) as c (name) cross join lateral (
                select {Columns} from runs where campaign = c.name order by number desc limit 1) latest
            """);
        command.Parameters.Add(new() { Value = campaigns.ToArray() });
        var runs = new List<(string Campaign, Run Run)>();
        // Closed once: a reader that is closed belongs to whoever takes its connection next.
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            while (await row.ReadAsync(cancellation))
                runs.Add((row.GetString(row.FieldCount - 1), Read(row)));
        }

        return runs.Zip(await CountAsync(runs, cancellation)).ToDictionary(pair => pair.First.Campaign, pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Only runs with a smaller number.</param>
    public async Task<List<Run>> ListAsync(string campaign, int? before, int limit, CancellationToken cancellation) => await CountAsync(
        campaign,
        await ReadAsync(
            $"select {Columns} from runs where campaign = $1 and number < $2 order by number desc limit $3",
            cancellation, campaign, before ?? int.MaxValue, limit), cancellation);

    private async Task<List<Run>> CountAsync(string campaign, List<Run> runs, CancellationToken cancellation) =>
        await CountAsync([.. runs.Select(run => (campaign, run))], cancellation);

    /// <summary>A publish run's counts are those of the changesets that it took and no later run has taken since, as they stand now; of a large campaign, a few seconds ago.</summary>
    private async Task<List<Run>> CountAsync(IReadOnlyList<(string Campaign, Run Run)> runs, CancellationToken cancellation)
    {
        var published = runs.Where(of => of.Run.Kind == RunKinds.Publish).ToList();
        // So that the counts of a run that has just ended are those of its end.
        foreach (var (campaign, run) in published)
        {
            if (run.FinishedAt is { } end)
                counts.Forget(campaign, before: end);
        }

        var found = published.Count == 0 ? [] : await counts.ReadAsync([.. published.Select(of => of.Campaign).Distinct(StringComparer.Ordinal)], cancellation);
        return [.. runs.Select(of => of.Run.Kind == RunKinds.Publish ? of.Run with { Counts = found[of.Campaign].OfRun(of.Run.Number) } : of.Run)];
    }

    private async Task<List<Run>> ReadAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = postgres.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        var runs = new List<Run>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            runs.Add(Read(row));
        return runs;
    }

    private Run Read(NpgsqlDataReader row)
    {
        var (total, noChange, ready, failed) = (row.GetInt32(5), row.GetInt32(6), row.GetInt32(7), row.GetInt32(8));
        var done = noChange + ready + failed;
        var (kind, state) = (row.GetString(1), row.GetString(2));
        var (rate, end) = state == RunStates.Running && !row.IsDBNull(10)
            ? Progress(row.GetFieldValue<DateTimeOffset>(10), done - row.GetInt32(11), total - done)
            : (null, null);
        return new(
            row.GetInt32(0), kind, state, row.GetInt32(3), row.IsDBNull(4) ? null : row.GetInt32(4),
            new Dictionary<string, int>(StringComparer.Ordinal)
            {
                ["total"] = total,
                [TargetStates.Selected] = total - done,
                [TargetStates.NoChange] = noChange,
                [TargetStates.Ready] = ready,
                [TargetStates.Failed] = failed,
            },
            row.GetInt64(9), rate, end, row.IsDBNull(12) ? null : row.GetString(12), row.GetFieldValue<DateTimeOffset>(13), row.GetString(14),
            At(row, 15), At(row, 16))
        {
            Summary = row.IsDBNull(20) ? null : new(row.GetInt64(17), row.GetInt64(18), row.GetInt64(19), row.GetInt32(20)),
        };
    }

    private (double? Rate, DateTimeOffset? End) Progress(DateTimeOffset from, int done, int left)
    {
        var now = time.GetUtcNow();
        if (done <= 0 || now <= from)
            return (null, null);
        var rate = done / (now - from).TotalSeconds;
        return (Math.Round(rate, 2), now.AddSeconds(left / rate));
    }

    private static DateTimeOffset? At(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
