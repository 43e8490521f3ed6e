namespace Octobatch.GitHubSimulator.Limits;

/// <summary>A primary limit in its window, which starts with the first request after the one before has ended.</summary>
internal sealed class Budget(string resource, int limit, TimeSpan window)
{
    private readonly Lock gate = new();
    private int used;
    private DateTimeOffset reset;

    public string Resource => resource;

    /// <summary>Takes <paramref name="cost"/> if it is there.</summary>
    /// <returns>What is left, and whether it was there.</returns>
    public (BudgetState State, bool Enough) Take(DateTimeOffset now, int cost)
    {
        lock (gate)
        {
            Roll(now);
            var enough = used + cost <= limit;
            if (enough)
                used += cost;
            return (State(now), enough);
        }
    }

    public BudgetState GiveBack(DateTimeOffset now, int cost)
    {
        lock (gate)
        {
            used = Math.Max(0, used - cost);
            return State(now);
        }
    }

    public BudgetState Look(DateTimeOffset now)
    {
        lock (gate)
        {
            Roll(now);
            return State(now);
        }
    }

    private void Roll(DateTimeOffset now)
    {
        if (now < reset)
            return;
        used = 0;
        reset = DateTimeOffset.MinValue;
    }

    private BudgetState State(DateTimeOffset now)
    {
        if (reset == DateTimeOffset.MinValue && used > 0)
            reset = now + window;
        return new BudgetState(resource, limit, used, (reset == DateTimeOffset.MinValue ? now + window : reset).ToUnixTimeSeconds());
    }
}

/// <summary>A primary limit at one moment.</summary>
/// <param name="Resource">Its name in headers.</param>
/// <param name="Limit">How much there is in a window.</param>
/// <param name="Used">How much of it is gone.</param>
/// <param name="Reset">When the window ends, in seconds since 1970.</param>
internal readonly record struct BudgetState(string Resource, int Limit, int Used, long Reset)
{
    public int Remaining => Limit - Used;

    public object Json() => new { Limit, Used, Remaining, Reset };
}
