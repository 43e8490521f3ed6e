namespace Octobatch.GitHubSimulator;

/// <summary>The simulator's time: the injected one, plus a skew that plays a GitHub whose clock differs from ours.</summary>
public sealed class SimulatorClock(TimeProvider time)
{
    private long skewTicks;

    /// <summary>What the simulator believes the time is; the <c>Date</c> header, JWT checks, expiry and limits use it.</summary>
    public DateTimeOffset Now => time.GetUtcNow().AddTicks(Volatile.Read(ref skewTicks));

    /// <summary>How far the simulator is ahead of the injected clock (negative: behind).</summary>
    public TimeSpan Skew
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref skewTicks));
        set => Volatile.Write(ref skewTicks, value.Ticks);
    }

    /// <summary>The injected clock, for waiting.</summary>
    public TimeProvider Provider => time;
}
