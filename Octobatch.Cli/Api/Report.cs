namespace Octobatch.Cli.Api;

/// <summary>How a campaign went, and what it waits for.</summary>
/// <param name="Rollout">How far the active publish run is; null when there is none.</param>
/// <param name="Burndown">By day, up to today.</param>
/// <param name="Waiting">The most first.</param>
internal sealed record Report(Rollout? Rollout, IReadOnlyList<BurndownDay> Burndown, MergeTimes Times, IReadOnlyList<WaitingGroup> Waiting);

/// <param name="Reason">Why the next wave has not begun.</param>
internal sealed record Rollout(int Wave, int Waves, string? Reason);

/// <summary>Changesets by their state at the end of a day (UTC).</summary>
internal sealed record BurndownDay(DateOnly Date, long Open, long Merged, long Closed, long Failed);

/// <summary>From a pull request to its merge.</summary>
internal sealed record MergeTimes(double? MedianToMergeSeconds, double? P90ToMergeSeconds);

/// <summary>Changesets that wait for the same.</summary>
internal sealed record WaitingGroup(string Reason, long Count, DateTimeOffset? Until);
