using Npgsql;
using Octobatch.Campaigns.Changesets;

namespace Octobatch.Campaigns.Runs.Storage;

/// <summary>Reads runs as they are answered.</summary>
public sealed class RunReader(NpgsqlDataSource postgres, TimeProvider time)
{
    private const string Columns =
        """
        number, kind, state, spec_version, preview, total, no_change, ready, failed, github_requests, rate_from, rate_base, error,
        created_at, created_by, started_at, finished_at, files, additions, deletions, diffs
        """;

    private readonly RecentAnswers<Dictionary<int, SortedDictionary<string, int>>> recent = new(time);

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
        var runs = new Dictionary<string, Run>(StringComparer.Ordinal);
        // Closed once: a reader that is closed belongs to whoever takes its connection next.
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            while (await row.ReadAsync(cancellation))
                runs.Add(row.GetString(row.FieldCount - 1), Read(row));
        }

        foreach (var (campaign, run) in runs.Where(pair => pair.Value.Kind == RunKinds.Publish).ToList())
            runs[campaign] = (await CountAsync(campaign, [run], cancellation))[0];
        return runs;
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Only runs with a smaller number.</param>
    public async Task<List<Run>> ListAsync(string campaign, int? before, int limit, CancellationToken cancellation) => await CountAsync(
        campaign,
        await ReadAsync(
            $"select {Columns} from runs where campaign = $1 and number < $2 order by number desc limit $3",
            cancellation, campaign, before ?? int.MaxValue, limit), cancellation);

    /// <summary>A publish run's counts are those of the changesets that it took and no later run has taken since, as they stand now; of a large run, a few seconds ago.</summary>
    private async Task<List<Run>> CountAsync(string campaign, List<Run> runs, CancellationToken cancellation)
    {
        var numbers = runs.Where(run => run.Kind == RunKinds.Publish).Select(run => run.Number).ToArray();
        if (numbers.Length == 0)
            return runs;
        // With the states, so that the counts of a run that has just ended are those of its end.
        var key = $"{campaign} {string.Join(' ', runs.Select(run => $"{run.Number} {run.State}"))}";
        if (!recent.TryFind(key, out var counts))
        {
            var asked = time.GetTimestamp();
            counts = await CountAsync(campaign, numbers, cancellation);
            recent.Keep(key, counts, counts.Values.Sum(states => (long)states["total"]), asked);
        }

        return [.. runs.Select(run => counts.TryGetValue(run.Number, out var states) ? run with { Counts = states } : run)];
    }

    private async Task<Dictionary<int, SortedDictionary<string, int>>> CountAsync(string campaign, int[] numbers, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            "select publish_run, state, count(*)::int from changesets where campaign = $1 and publish_run = any ($2) group by publish_run, state");
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = numbers });
        var counts = numbers.ToDictionary(number => number, _ => new SortedDictionary<string, int>(StringComparer.Ordinal));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            counts[row.GetInt32(0)][row.GetString(1)] = row.GetInt32(2);
        foreach (var states in counts.Values)
            states["total"] = states.Values.Sum();
        return counts;
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
