using System.Collections.Concurrent;
using Npgsql;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.GitHub.Budgets;

namespace Octobatch.Campaigns.Publishing.Watching;

/// <summary>How much there is to watch in each installation, and so how often each pull request is looked at.</summary>
internal sealed class WatchLoad(NpgsqlDataSource postgres, BudgetReader budgets, LimitSettings limits, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, (WatchPace Pace, DateTimeOffset At)> known = new();

    /// <summary>The installation's pace, at most a minute old.</summary>
    public async Task<WatchPace> PaceAsync(long installation, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (known.TryGetValue(installation, out var last) && now - last.At < Fresh)
            return last.Pace;
        var left = await budgets.ReadAsync([installation], cancellation);
        return (known[installation] = ((await ReadAsync(left, cancellation))[0].Pace, now)).Pace;
    }

    /// <summary>How many pull requests each installation has to watch, and its pace; in the order of the budgets.</summary>
    public async Task<List<(long Open, WatchPace Pace)>> ReadAsync(IReadOnlyList<InstallationBudget> left, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            $"""
            select count(c.*), count(c.*) filter (where c.state = 'open' and (c.checks is null or c.checks = 'pending' or c.mergeable = 'unknown'))
            from unnest($1) with ordinality as i (id, place) left join changesets c on c.installation_id = i.id and {ClaimKind.Look.Condition()}
            group by i.id, i.place order by i.place
            """);
        command.Parameters.Add(new() { Value = left.Select(budget => budget.InstallationId).ToArray() });
        var read = new List<(long Open, WatchPace Pace)>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            int? points = limits.Off ? null : left[read.Count].Graphql?.Limit ?? WatchPace.LeastPoints;
            read.Add((row.GetInt64(0), WatchPace.Of(row.GetInt64(0), row.GetInt64(1), points)));
        }

        return read;
    }
}
