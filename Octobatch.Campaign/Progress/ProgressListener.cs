using System.Threading.Channels;

namespace Octobatch.Campaigns.Progress;

/// <summary>Hears of one campaign. One who listens slowly misses what is no longer so, and nothing piles up.</summary>
internal sealed class ProgressListener(TimeProvider time, Action<ProgressListener> ended) : IDisposable
{
    private readonly Channel<string> newest = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Tell(string text) => newest.Writer.TryWrite(text);

    /// <summary>The newest text that was not heard yet; null when there is none within <paramref name="atLatest"/>.</summary>
    public async Task<string?> NextAsync(TimeSpan atLatest, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(atLatest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await newest.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => ended(this);
}
