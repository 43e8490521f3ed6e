namespace Octobatch.GitHubSimulator.Limits;

/// <summary>A limit on what happens in any span of a given length.</summary>
internal sealed class SlidingWindow(TimeSpan length)
{
    private readonly Queue<(DateTimeOffset At, int Cost)> taken = new();
    private int sum;

    public int Sum(DateTimeOffset now)
    {
        while (taken.TryPeek(out var oldest) && oldest.At + length <= now)
            sum -= taken.Dequeue().Cost;
        return sum;
    }

    public void Add(DateTimeOffset now, int cost)
    {
        if (cost is 0)
            return;
        taken.Enqueue((now, cost));
        sum += cost;
    }

    /// <summary>How long until <paramref name="cost"/> more fits below <paramref name="limit"/>.</summary>
    public TimeSpan Until(DateTimeOffset now, int cost, int limit)
    {
        var over = Sum(now) + cost - limit;
        foreach (var (at, freed) in taken)
        {
            if (over <= 0)
                break;
            over -= freed;
            if (over <= 0)
                return at + length - now;
        }

        return TimeSpan.Zero;
    }
}
