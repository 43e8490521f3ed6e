using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>Blobs in a bucket of an S3-compatible store (AWS, MinIO, SeaweedFS, Ceph), in path style.</summary>
public sealed class S3BlobStore : IBlobStore, IDisposable
{
    private readonly S3HttpClient _http = new();
    private readonly AmazonS3Client _client;
    private readonly string _bucket;

    /// <exception cref="ArgumentException">The endpoint cannot be understood.</exception>
    public S3BlobStore(BlobStoreSettings settings) => (_client, _bucket) = (S3Clients.Create(settings, _http), settings.Bucket);

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken) =>
        Guard(() => UploadOf(key, contentType).PutAsync(content, cancellationToken));

    public Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
        Guard(() => UploadOf(key, contentType).PutAsync(content, cancellationToken));

    public Task<Stream?> GetAsync(string key, CancellationToken cancellationToken) =>
        Guard(() => OrNone<Stream>(async () =>
            (await _client.GetObjectAsync(_bucket, BlobKey.Require(key), cancellationToken)).ResponseStream));

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) =>
        Guard(async () => await OrNone(() =>
            _client.GetObjectMetadataAsync(_bucket, BlobKey.Require(key), cancellationToken)) is not null);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        Guard(() => _client.DeleteObjectAsync(_bucket, BlobKey.Require(key), cancellationToken));

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = prefix };
        do
        {
            var page = await Guard(() => _client.ListObjectsV2Async(request, cancellationToken));
            foreach (var found in page.S3Objects ?? []) yield return found.Key;
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    // Not HEAD: its answer has no body, so it could not say what is wrong.
    public Task CheckAsync(CancellationToken cancellationToken) =>
        Guard(() => _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket, MaxKeys = 1 }, cancellationToken));

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
    }

    // A HEAD that finds nothing has no error code, only the status.
    private static async Task<T?> OrNone<T>(Func<Task<T>> action)
        where T : class
    {
        try
        {
            return await action();
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchKey" or "NotFound")
        {
            return null;
        }
    }

    private S3Upload UploadOf(string key, string contentType) => new(_client, _bucket, BlobKey.Require(key), contentType);

    private Task<bool> Guard(Func<Task> action) => Guard(async () =>
    {
        await action();
        return true;
    });

    private async Task<T> Guard<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is not (ArgumentException or OperationCanceledException or BlobStoreException))
        {
            throw S3Failure.Explain(e, _bucket);
        }
    }
}
