namespace Octobatch.GitHubSimulator.Limits;

/// <summary>One installation's secondary limits.</summary>
internal sealed class SecondaryLimit
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly SlidingWindow rest = new(Minute);
    private readonly SlidingWindow graphQl = new(Minute);
    private readonly SlidingWindow contentMinute = new(Minute);
    private readonly SlidingWindow cpu = new(Minute);
    private readonly SlidingWindow graphQlCpu = new(Minute);
    private readonly SlidingWindow contentHour = new(TimeSpan.FromHours(1));
    private int running;

    /// <summary>Content created in the last minute and hour.</summary>
    public (int Minute, int Hour) Content(DateTimeOffset now)
    {
        lock (gate)
            return (contentMinute.Sum(now), contentHour.Sum(now));
    }

    /// <summary>Begins a request.</summary>
    /// <returns>False when too many are under way; then <see cref="Leave"/> is not due.</returns>
    public bool Enter(LimitSettings settings)
    {
        lock (gate)
        {
            if (running >= settings.Concurrent)
                return false;
            running++;
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
            running--;
    }

    /// <returns>Null when the request fits, and then it is counted; else how long to wait.</returns>
    public TimeSpan? Take(LimitSettings settings, DateTimeOffset now, bool isGraphQl, int points, int content)
    {
        lock (gate)
        {
            var (window, limit) = isGraphQl ? (graphQl, settings.GraphQlPointsPerMinute) : (rest, settings.RestPointsPerMinute);
            TimeSpan[] waits =
            [
                window.Until(now, points, limit),
                cpu.Until(now, settings.CpuMsPerRequest, settings.CpuSecondsPerMinute * 1_000),
                isGraphQl ? graphQlCpu.Until(now, settings.CpuMsPerRequest, settings.GraphQlCpuSecondsPerMinute * 1_000) : TimeSpan.Zero,
                content is 0 ? TimeSpan.Zero : contentMinute.Until(now, content, settings.ContentPerMinute),
                content is 0 ? TimeSpan.Zero : contentHour.Until(now, content, settings.ContentPerHour),
            ];
            if (waits.Max() is var wait && wait > TimeSpan.Zero)
                return wait;
            window.Add(now, points);
            cpu.Add(now, settings.CpuMsPerRequest);
            graphQlCpu.Add(now, isGraphQl ? settings.CpuMsPerRequest : 0);
            contentMinute.Add(now, content);
            contentHour.Add(now, content);
            return null;
        }
    }
}
