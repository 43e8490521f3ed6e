using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;

namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>Says in words for an operator what an S3 error means. The store's own text is left out, as it may quote the request.</summary>
internal static class S3Failure
{
    public static BlobStoreException Explain(Exception error, string bucket) => error switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } =>
            Final($"The bucket {bucket} does not exist.", error),
        AmazonS3Exception { ErrorCode: "InvalidAccessKeyId" } =>
            Final("The blob store does not know the access key id.", error),
        AmazonS3Exception { ErrorCode: "SignatureDoesNotMatch" } =>
            Final("The blob store refuses the credentials: the secret access key does not belong to the access key id.", error),
        AmazonS3Exception { ErrorCode: "ExpiredToken" or "InvalidToken" or "InvalidClientTokenId" } =>
            Final("The blob store refuses the session token: it is wrong or has expired.", error),
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } =>
            Final($"The blob store refuses these credentials access to the bucket {bucket}.", error),
        AmazonS3Exception s3 when s3.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests =>
            Final($"The blob store refused the request: {s3.ErrorCode} ({(int)s3.StatusCode}).", error),
        AmazonServiceException { StatusCode: >= HttpStatusCode.Continue } service =>
            Passing($"The blob store answered {(int)service.StatusCode}.", error),
        _ => Passing($"The blob store cannot be reached: {Root(error)}.", error),
    };

    private static string Root(Exception error) => error.GetBaseException() switch
    {
        SocketException socket => socket.SocketErrorCode.ToString(),
        { } other => other.GetType().Name,
    };

    private static BlobStoreException Final(string message, Exception error) => new(message, canRetry: false, error);

    private static BlobStoreException Passing(string message, Exception error) => new(message, canRetry: true, error);
}
