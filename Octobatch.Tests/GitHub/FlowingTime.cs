using Microsoft.Extensions.Time.Testing;

namespace Octobatch.Tests.GitHub;

internal static class FlowingTime
{
    /// <summary>A clock whose delays end at once, each having taken the time that it should.</summary>
    public static FakeTimeProvider Start() => new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Moves the clock on, a little at a time, until the task has ended.</summary>
    public static async Task<T> PassUntilAsync<T>(this FakeTimeProvider time, Task<T> task)
    {
        while (!task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await task;
    }
}
