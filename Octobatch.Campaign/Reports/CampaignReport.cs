namespace Octobatch.Campaigns.Reports;

/// <summary>How a campaign went, and what it waits for.</summary>
/// <param name="AsOf">When it was read.</param>
/// <param name="Rollout">Of the active publish run; null when there is none.</param>
/// <param name="Burndown">A line for each day from the one before anything happened to today, by days of UTC.</param>
/// <param name="Waiting">What changesets wait for, the most first.</param>
public sealed record CampaignReport(
    string Campaign, DateTimeOffset AsOf, RolloutWave? Rollout, IReadOnlyList<BurndownDay> Burndown, MergeTimes Times, IReadOnlyList<WaitingGroup> Waiting);

/// <summary>How far a publish run is rolled out.</summary>
/// <param name="Run">Its number.</param>
/// <param name="Wave">That may be published, from 1.</param>
/// <param name="Waves">How many there are.</param>
/// <param name="Reason">Why the next one has not begun, in words; null: it is the last, or nothing is known yet.</param>
public sealed record RolloutWave(int Run, int Wave, int Waves, string? Reason);

/// <summary>Changesets by their state at the end of a day; today's as they are now.</summary>
/// <param name="Open">Those that need a person included.</param>
public sealed record BurndownDay(DateOnly Date, int Open, int Merged, int Closed, int Failed);

/// <summary>From the pull request to its merge, in seconds.</summary>
/// <param name="Merged">How many the times are of.</param>
/// <param name="MedianToMergeSeconds">Null while none is merged.</param>
/// <param name="P90ToMergeSeconds">Nine of ten took no longer.</param>
public sealed record MergeTimes(int Merged, double? MedianToMergeSeconds, double? P90ToMergeSeconds);

/// <summary>Changesets that wait for the same.</summary>
/// <param name="For"><c>kill_switch</c>, <c>pause</c>, <c>wave</c>, <c>window</c>, <c>max_per_day</c>, <c>max_open</c>, <c>budget</c>, <c>checks</c>, <c>review</c>, <c>merge</c>, <c>person</c> or <c>campaign</c>.</param>
/// <param name="Reason">A sentence for people.</param>
/// <param name="Until">When the first of them is looked at again; null: when something else has happened, as the reason says.</param>
public sealed record WaitingGroup(string For, string Reason, int Count, DateTimeOffset? Until);
