using Npgsql;
using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Publishing.Storage;

namespace Octobatch.Campaigns.Reports;

/// <summary>Reads a campaign's report, however many changesets it has; that of a large campaign may be a few seconds old, as it says itself.</summary>
internal sealed class ReportReader(
    NpgsqlDataSource postgres, ReportDays days, RunRulesReader rules, WaitingGroups waiting, ChangesetCounts counts, TimeProvider time)
{
    private readonly RecentAnswers<CampaignReport> recent = new(time);

    public Task<CampaignReport> ReadAsync(string campaign, CancellationToken cancellation) =>
        recent.ReadAsync(campaign, reading => ReadNowAsync(campaign, reading), cancellation);

    private async Task<(CampaignReport Report, long Rows)> ReadNowAsync(string campaign, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var past = days.ReadAsync(campaign, today, cancellation);
        var states = counts.ReadAsync(campaign, cancellation);
        var times = TimesAsync(campaign, cancellation);
        var run = await rules.FindAsync(campaign, cancellation);
        var groups = waiting.ReadAsync(campaign, run, cancellation);
        await Task.WhenAll(past, states, times, groups);
        var report = new CampaignReport(campaign, now, Rollout(run), [.. await past, Today(today, (await states).All)], await times, await groups);
        return (report, (await states).Total);
    }

    private static RolloutWave? Rollout(RunRules? run) =>
        run is null ? null : new(run.Number, run.Facts.Wave, run.Waves, run.Facts.Wave < run.Waves && run.Facts.WaveReason.Length > 0 ? run.Facts.WaveReason : null);

    private static BurndownDay Today(DateOnly today, IReadOnlyDictionary<string, int> states) => new(
        today, states.GetValueOrDefault(ChangesetStates.Open) + states.GetValueOrDefault(ChangesetStates.NeedsHuman), states.GetValueOrDefault(ChangesetStates.Merged),
        states.GetValueOrDefault(ChangesetStates.Closed), states.GetValueOrDefault(ChangesetStates.Failed));

    private async Task<MergeTimes> TimesAsync(string campaign, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select count(*)::int, percentile_cont(array[0.5, 0.9]) within group (order by extract(epoch from merged_at - published_at)::float8)
            from changesets where campaign = $1 and merged_at is not null and published_at is not null
            """);
        command.Parameters.Add(new() { Value = campaign });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        var seconds = row.IsDBNull(1) ? null : row.GetFieldValue<double?[]>(1);
        return new(row.GetInt32(0), seconds?[0], seconds?[1]);
    }
}
