namespace Octobatch.Tests.GitHub;

/// <summary>A clock that runs faster than the real one, from an epoch that processes share.</summary>
internal sealed class ScaledClock(DateTimeOffset epoch, int factor) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => epoch + ((System.GetUtcNow() - epoch) * factor);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Scaled(dueTime), Scaled(period));

    // Rounded up to what timers can do: nothing may wake before its time.
    private TimeSpan Scaled(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? time : TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds / factor));
}
