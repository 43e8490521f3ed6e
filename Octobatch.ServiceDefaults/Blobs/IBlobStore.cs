namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>
/// Holds patches, logs and snapshots under keys such as <c>runs/1/acme/one.diff</c>. A blob appears whole or not at all.
/// Keys are checked by <see cref="BlobKey"/> (<see cref="ArgumentException"/>); everything that goes wrong in the store
/// is a <see cref="BlobStoreException"/>, whose text never holds a secret. Time limits come from the caller's token.
/// </summary>
public interface IBlobStore
{
    /// <summary>Writes or replaces a blob from a stream of any size, which is read to its end but not closed.</summary>
    Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken);

    /// <summary>Writes or replaces a blob.</summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken);

    /// <summary>The blob's bytes, to be disposed by the caller; null when there is none.</summary>
    Task<Stream?> GetAsync(string key, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes a blob; one that is not there is fine.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>The keys that start with the prefix (empty: all), in ordinal order.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Really reaches the bucket or folder with these credentials; throws when that fails.</summary>
    /// <exception cref="BlobStoreException">What is wrong, in words for an operator.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
