namespace Octobatch.Tokens.App;

/// <summary>
/// The time as GitHub has it: ours, corrected by the <c>Date</c> of its answers once the two differ by more than a request may take.
/// JWTs are dated by it, and the life of tokens is measured by it.
/// </summary>
public sealed class GitHubClock(TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);
    private long offsetTicks;

    public DateTimeOffset Now => time.GetUtcNow().AddTicks(Volatile.Read(ref offsetTicks));

    /// <summary>How far GitHub's clock is ahead of ours; zero while they agree.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Volatile.Read(ref offsetTicks));

    /// <summary>Learns from an answer's <c>Date</c>, which GitHub wrote at some time since <paramref name="asked"/> (our time).</summary>
    public void Observe(DateTimeOffset date, DateTimeOffset asked)
    {
        var took = time.GetUtcNow() - asked;
        if (took > Tolerance)
            return; // says too little about when in that time it was written
        var offset = date - (asked + (took / 2));
        Volatile.Write(ref offsetTicks, offset.Duration() > Tolerance ? offset.Ticks : 0);
    }
}
