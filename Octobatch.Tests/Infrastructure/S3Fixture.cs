using Amazon.S3;
using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.ServiceDefaults.Processes;
using Octobatch.Standalone.Embedded;
using Xunit;

namespace Octobatch.Tests.Infrastructure;

/// <summary>
/// One real S3 server for the whole run: Ceph's gateway, which apt installs as root, else <c>moto_server</c>.
/// Each test has a bucket of its own.
/// </summary>
public sealed class S3Fixture : SharedServer<S3Server>
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private int _buckets;

    /// <summary>Endpoint and keys.</summary>
    public Task<S3Server> GetServerAsync() => GetAsync();

    /// <summary>The server, for tests that need wrong credentials refused; elsewhere they are skipped.</summary>
    public async Task<S3Server> GetCheckingServerAsync()
    {
        var server = await GetAsync();
        Assert.SkipUnless(server.ChecksSignatures, "moto_server takes any signature; install radosgw, ceph-mon and ceph-osd.");
        return server;
    }

    /// <summary>Settings for a fresh, empty bucket.</summary>
    public async Task<BlobStoreSettings> CreateBucketAsync(CancellationToken cancellationToken = default)
    {
        var server = await GetAsync();
        var settings = server.SettingsFor($"bucket-{Interlocked.Increment(ref _buckets)}");
        using var client = new AmazonS3Client(
            server.AccessKeyId, server.SecretAccessKey,
            new AmazonS3Config { ServiceURL = server.Endpoint, ForcePathStyle = true, AuthenticationRegion = settings.Region });
        await client.PutBucketAsync(settings.Bucket, cancellationToken);
        return settings;
    }

    protected override async Task<S3Server> StartAsync()
    {
        if (!RadosGateway.IsInstalled)
            await DebianPackages.TryInstallAsync(NullLogger.Instance, CancellationToken.None, RadosGateway.Packages);
        // Begun after the installation, which takes its own time.
        using var limit = new CancellationTokenSource(StartLimit);
        if (RadosGateway.IsInstalled) return await RadosGateway.StartAsync(limit.Token);
        if (Executables.Find("moto_server") is { } moto) return await MotoServer.StartAsync(moto, limit.Token);
        throw new MissingServerException(
            "No S3 server is on this machine: apt-get install radosgw ceph-mon ceph-osd, or pip install 'moto[server]'.");
    }
}
