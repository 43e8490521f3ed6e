namespace Octobatch.GitHub.Budgets;

/// <summary>What was spent, with its time: the windows of GitHub roll, so what counts is when each unit leaves.</summary>
internal sealed class RollingLedger(TimeSpan window)
{
    private readonly Queue<(DateTimeOffset At, int Units)> spent = [];
    private int total;

    /// <summary>Spends, if these units fit into every window.</summary>
    /// <returns>Null when they do; else when they will.</returns>
    public DateTimeOffset? Spend(int units, int allowed, DateTimeOffset now)
    {
        while (spent.TryPeek(out var oldest) && oldest.At + window <= now)
            total -= spent.Dequeue().Units;
        if (total + units > allowed && spent.TryPeek(out var leaving))
            return leaving.At + window; // not all of it may be free then, but nothing is before
        spent.Enqueue((now, units));
        total += units;
        return null;
    }
}
