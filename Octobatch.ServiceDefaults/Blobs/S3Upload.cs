using Amazon.S3;
using Amazon.S3.Model;

namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>
/// One upload: what fits in a part goes up as it is, more in parts one after another, so that a stream of any length
/// needs the memory of one part. Requests carry the hash of their body instead of being signed chunk by chunk, as some
/// stores lose track of a connection after such chunks.
/// </summary>
internal sealed class S3Upload(IAmazonS3 client, string bucket, string key, string contentType)
{
    // S3 takes at most 10,000 parts: 80 GB.
    private const int PartSize = 8 * 1024 * 1024;

    public Task PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = bucket,
                Key = key,
                ContentType = contentType,
                InputStream = new ReadOnlyMemoryStream(content),
                UseChunkEncoding = false,
            },
            cancellationToken);

    public async Task PutAsync(Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[PartSize];
        var read = await content.ReadAtLeastAsync(buffer, PartSize, throwOnEndOfStream: false, cancellationToken);
        if (read < PartSize) await PutAsync(buffer.AsMemory(0, read), cancellationToken);
        else await PutPartsAsync(buffer, content, cancellationToken);
    }

    private async Task PutPartsAsync(byte[] buffer, Stream rest, CancellationToken cancellationToken)
    {
        var upload = await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = bucket, Key = key, ContentType = contentType }, cancellationToken);
        try
        {
            var parts = new List<PartETag>();
            for (var read = PartSize; read > 0;)
            {
                parts.Add(await PutPartAsync(upload.UploadId, parts.Count + 1, buffer.AsMemory(0, read), cancellationToken));
                read = await rest.ReadAtLeastAsync(buffer, PartSize, throwOnEndOfStream: false, cancellationToken);
            }

            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload.UploadId, PartETags = parts },
                cancellationToken);
        }
        catch
        {
            await AbortAsync(upload.UploadId);
            throw;
        }
    }

    private async Task<PartETag> PutPartAsync(string uploadId, int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var part = await client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = bucket,
                Key = key,
                UploadId = uploadId,
                PartNumber = number,
                InputStream = new ReadOnlyMemoryStream(content),
                PartSize = content.Length,
                UseChunkEncoding = false,
            },
            cancellationToken);
        return new PartETag(part);
    }

    // Parts that stay behind cost money until a lifecycle rule of the bucket removes them. The caller's token may be
    // cancelled by now, so this gets a limit of its own; the error that the caller sees is the first one.
    private async Task AbortAsync(string uploadId)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId }, limit.Token);
        }
        catch (Exception e) when (e is AmazonS3Exception or HttpRequestException or OperationCanceledException)
        {
        }
    }
}
