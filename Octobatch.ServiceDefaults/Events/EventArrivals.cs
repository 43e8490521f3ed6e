using System.Threading.Channels;

namespace Octobatch.ServiceDefaults.Events;

/// <summary>
/// Wakes this process's worker as soon as a delivery was stored here, so that it need not look often. What another replica stored is
/// found by that replica's worker, or by looking now and then.
/// </summary>
public sealed class EventArrivals
{
    private readonly Channel<bool> arrived = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Signal() => arrived.Writer.TryWrite(true);

    /// <summary>Returns when a delivery has arrived since the last call, at the latest after <paramref name="atLatest"/>.</summary>
    public async Task WaitAsync(TimeSpan atLatest, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(atLatest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await arrived.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nothing came; time to look anyway.
        }
    }
}
