namespace Octobatch.Selections.Sync;

/// <summary>Wakes this process's workers when something became due here. What another replica made due is found by looking now and then.</summary>
internal sealed class SyncSignal
{
    private volatile TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set() => Interlocked.Exchange(ref next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Returns at the next <see cref="Set"/>, at the latest after <paramref name="atLatest"/>.</summary>
    public async Task WaitAsync(TimeSpan atLatest, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            await next.Task.WaitAsync(atLatest, time, cancellation);
        }
        catch (TimeoutException)
        {
            // Nothing came; time to look anyway.
        }
    }
}
