using Octobatch.ServiceDefaults.Blobs;

namespace Octobatch.Tests.Campaigns.Previews;

/// <summary>A blob store whose writes fail when a test says so.</summary>
internal sealed class FlakyBlobStore(IBlobStore inner, Func<bool> fails) : IBlobStore
{
    private int written;

    public int Written => written;

    public Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
        fails() ? throw Failure() : Count(inner.PutAsync(key, content, contentType, cancellationToken));

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken) =>
        fails() ? throw Failure() : Count(inner.PutAsync(key, content, contentType, cancellationToken));

    public Task<Stream?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => inner.ExistsAsync(key, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    private static BlobStoreException Failure() => new("The blob store is away.", canRetry: true);

    private Task Count(Task write)
    {
        Interlocked.Increment(ref written);
        return write;
    }
}
