namespace Octobatch.GitHub.Budgets;

internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Waits until a moment, never waking before it.</summary>
    public static async Task UntilAsync(this TimeProvider time, DateTimeOffset moment, CancellationToken cancellation)
    {
        while (moment - time.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            // Delays are cut to whole milliseconds.
            var delay = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            await Task.Delay(delay < Longest ? delay : Longest, time, cancellation);
        }
    }
}
