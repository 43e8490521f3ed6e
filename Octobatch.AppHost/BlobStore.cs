using Microsoft.Extensions.Configuration;

namespace Octobatch.AppHost;

/// <summary>An S3-compatible store in a container, with its credentials and one bucket.</summary>
internal sealed record BlobStore(
    IResourceBuilder<ContainerResource> Server,
    IResourceBuilder<ParameterResource> AccessKey,
    IResourceBuilder<ParameterResource> SecretKey)
{
    /// <summary>The bucket that exists when the store is healthy.</summary>
    public const string Bucket = "octobatch";
}

/// <summary>Adds the blob store and hands it to the services.</summary>
internal static class BlobStoreExtensions
{
    private const int Port = 9000;

    // To MinIO a folder below its data is a bucket.
    private const string MinIO = $"mkdir -p /data/{BlobStore.Bucket}; exec minio server /data --address :9000";

    /// <summary>
    /// MinIO unless <c>BlobStore:Image</c>, <c>BlobStore:Tag</c> and <c>BlobStore:Command</c> say otherwise. The command
    /// runs in the image's shell, listens on port 9000, keeps its data in /data and makes the bucket; credentials and
    /// bucket are in the variables that MinIO (<c>MINIO_ROOT_*</c>) and SeaweedFS (<c>AWS_*</c>, <c>S3_BUCKET</c>) read.
    /// </summary>
    public static BlobStore AddBlobStore(this IDistributedApplicationBuilder builder, string name)
    {
        var settings = builder.Configuration.GetSection("BlobStore");
        var accessKey = builder.AddGeneratedSecret($"{name}-access-key", length: 20);
        var secretKey = builder.AddGeneratedSecret($"{name}-secret-key", length: 40);
        var server = builder
            .AddContainer(name, settings["Image"] ?? "quay.io/minio/minio", settings["Tag"] ?? "RELEASE.2025-09-07T16-13-09Z")
            .WithEntrypoint("/bin/sh")
            .WithArgs("-c", settings["Command"] ?? MinIO)
            .WithEnvironment("MINIO_ROOT_USER", accessKey)
            .WithEnvironment("MINIO_ROOT_PASSWORD", secretKey)
            .WithEnvironment("AWS_ACCESS_KEY_ID", accessKey)
            .WithEnvironment("AWS_SECRET_ACCESS_KEY", secretKey)
            .WithEnvironment("S3_BUCKET", BlobStore.Bucket)
            .WithVolume("octobatch-blobstore", "/data")
            .WithHttpEndpoint(targetPort: Port)
            // An S3 server that is up refuses to list its buckets to a stranger; while it starts it answers 503.
            .WithHttpHealthCheck("/", statusCode: 403, endpointName: "http");
        return new BlobStore(server, accessKey, secretKey);
    }

    /// <summary>Sets <c>OCTOBATCH_BLOBSTORE_*</c> of a service.</summary>
    public static IResourceBuilder<ProjectResource> WithBlobStore(
        this IResourceBuilder<ProjectResource> service, BlobStore store) =>
        service
            .WithEnvironment("OCTOBATCH_BLOBSTORE_ENDPOINT", store.Server.GetEndpoint("http"))
            .WithEnvironment("OCTOBATCH_BLOBSTORE_BUCKET", BlobStore.Bucket)
            .WithEnvironment("OCTOBATCH_BLOBSTORE_ACCESS_KEY_ID", store.AccessKey)
            .WithEnvironment("OCTOBATCH_BLOBSTORE_SECRET_ACCESS_KEY", store.SecretKey);
}
