namespace Octobatch.Campaigns.Runs.Work;

/// <summary>Renews a lease while work goes on. When it is lost, <see cref="Token"/> is cancelled: what the work would write has no effect any more.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly CancellationTokenSource stopped;
    private readonly CancellationTokenSource done = new();
    private readonly Task keeping;

    private LeaseKeeper(TimeProvider time, TimeSpan every, Func<CancellationToken, Task<bool>> renew, CancellationToken cancellation)
    {
        stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        keeping = KeepAsync(time, every, renew);
    }

    public CancellationToken Token => stopped.Token;

    /// <param name="renew">False when the lease is lost.</param>
    public static LeaseKeeper Start(TimeProvider time, TimeSpan every, Func<CancellationToken, Task<bool>> renew, CancellationToken cancellation) =>
        new(time, every, renew, cancellation);

    public async ValueTask DisposeAsync()
    {
        await done.CancelAsync();
        await keeping;
        done.Dispose();
        stopped.Dispose();
    }

    private async Task KeepAsync(TimeProvider time, TimeSpan every, Func<CancellationToken, Task<bool>> renew)
    {
        while (true)
        {
            await Task.Delay(every, time, done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (done.IsCancellationRequested)
                return;
            try
            {
                if (await renew(done.Token))
                    continue;
                await stopped.CancelAsync();
                return;
            }
            catch (OperationCanceledException) when (done.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // Postgres is away: the next renewal may reach it, and the work's own writes are fenced in any case.
            }
        }
    }
}
