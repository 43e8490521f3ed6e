using System.Globalization;
using Npgsql;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Reports;

/// <summary>What a campaign's changesets wait for: those to be published by the rules of their run, the others by what GitHub shows of them.</summary>
internal sealed class WaitingGroups(NpgsqlDataSource postgres)
{
    private const int Most = 20;

    // One pass over the index changesets_waiting, which has all these columns. Grouped by no more than what the words below are made of, so that
    // few rows come back.
    private const string Groups =
        """
        select state, case when state = 'ready' then publish_run end, case when state = 'ready' then wave end,
            case when state = 'ready' and $2 then owner_key end, case when state in ('ready', 'publishing') then waiting_reason end,
            case when state = 'open' then checks end, case when state = 'open' then review end, case when state = 'needs_human' then reason_code end,
            coalesce(state = 'ready' and due is not null, false), count(*)::int, min(waiting_until)
        from changesets where campaign = $1 and state in ('ready', 'publishing', 'open', 'needs_human')
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9
        """;

    /// <param name="run">The rules of the active publish run, where there is one.</param>
    public async Task<List<WaitingGroup>> ReadAsync(string campaign, RunRules? run, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(Groups);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = run is { Today.Count: > 0 } });
        var found = new List<WaitingGroup>();
        var alone = new List<string?>();
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            while (await row.ReadAsync(cancellation))
            {
                if (row.GetString(0) == "needs_human" && row.GetInt32(9) == 1)
                    alone.Add(row.Text(7));
                else if (Read(row, run) is { } group)
                    found.Add(group);
            }
        }

        if (alone.Count > 0)
            await AddAsync(campaign, alone, found, cancellation);
        return
        [
            .. found.GroupBy(group => (group.For, group.Reason))
                .Select(same => new WaitingGroup(same.Key.For, same.Key.Reason, same.Sum(group => group.Count), same.Min(group => group.Until)))
                .OrderByDescending(group => group.Count).ThenBy(group => group.Reason, StringComparer.Ordinal).Take(Most),
        ];
    }

    /// <summary>What is alone in needing a person for its reason says it in its own words.</summary>
    private async Task AddAsync(string campaign, IReadOnlyList<string?> codes, List<WaitingGroup> found, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select reason_code, min(reason), count(*)::int from changesets c
            where campaign = $1 and state = 'needs_human' and coalesce(reason_code, '') = any ($2) group by reason_code
            """);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = codes.Select(code => code ?? "").ToArray() });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            found.Add(new("person", row.GetInt32(2) == 1 ? row.Text(1) ?? "They need a person." : Person(row.Text(0)), row.GetInt32(2), null));
    }

    private static WaitingGroup? Read(NpgsqlDataReader row, RunRules? run)
    {
        var (count, until) = (row.GetInt32(9), row.IsDBNull(10) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(10));
        return row.GetString(0) switch
        {
            "ready" => Ready(row, run, count, until),
            "publishing" => row.Text(4) is { } reason ? new("budget", reason, count, until) : null,
            "needs_human" => new("person", Person(row.Text(7)), count, null),
            _ => Open(row.Text(5), row.Text(6), count),
        };
    }

    private static WaitingGroup? Ready(NpgsqlDataReader row, RunRules? run, int count, DateTimeOffset? until)
    {
        if (run is null || row.IsDBNull(1) || row.GetInt32(1) != run.Number || !row.GetBoolean(8))
            return new("campaign", "They are previewed and wait for a publish run.", count, null);
        if (run.Of(row.IsDBNull(2) ? null : row.GetInt32(2), row.Text(3) ?? "") is { } waiting)
            return new(Words.Of(waiting.For), waiting.Reason, count, waiting.Until);
        return row.Text(4) is { } own ? new("budget", own, count, until) : new("budget", "They are next.", count, null);
    }

    private static WaitingGroup Open(string? checks, string? review, int count) => (checks, review) switch
    {
        ("failing", _) => new("checks", "Their checks fail.", count, null),
        ("pending" or null, _) => new("checks", "Their checks are under way.", count, null),
        (_, "changes_requested") => new("review", "A reviewer asked for changes.", count, null),
        (_, "required") => new("review", "They need an approving review.", count, null),
        _ => new("merge", "They can be merged.", count, null),
    };

    private static string Person(string? code) => code switch
    {
        "commits_by_others" => "Somebody has committed to their branches.",
        "conflicts" => "They conflict with their base branches.",
        "text_edited" => "Somebody has edited their titles or bodies.",
        "left_selection" => "The campaign no longer selects their repositories.",
        "change_differs" => "Their base branches have moved and the changes are others than those previewed.",
        _ => string.Create(CultureInfo.InvariantCulture, $"They need a person: {code?.Replace('_', ' ') ?? "see each"}."),
    };
}
