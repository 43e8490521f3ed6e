namespace Octobatch.Campaigns.Runs.Work;

/// <summary>Wakes this process's engine: something became due, here or (heard through Postgres) on another replica.</summary>
internal sealed class RunSignal
{
    private volatile TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next <see cref="Set"/> after it was asked for.</summary>
    public Task Next => next.Task;

    public void Set() => Interlocked.Exchange(ref next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
