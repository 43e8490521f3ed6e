namespace Octobatch.Benchmarks.Campaigns;

/// <summary>The machine's time, to whose timestamps every look is an hour after the one before: nothing that is kept for a while is found again.</summary>
internal sealed class ForgetfulClock : TimeProvider
{
    private long looks;

    public override long GetTimestamp() => base.GetTimestamp() + (Interlocked.Increment(ref looks) * 3_600 * TimestampFrequency);
}
