using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Blobs;
using Xunit;

namespace Octobatch.Tests.Blobs;

/// <summary>What the S3 store sends, and how it takes a server that misbehaves.</summary>
public sealed class S3RequestTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Headers)> _requests = new();
    private WebApplication? _server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_token_goes_along_and_the_bucket_is_in_the_path()
    {
        var endpoint = await ServeAsync(context => context.Response.WriteAsync("<ListBucketResult/>"));
        var settings = new BlobStoreSettings
        {
            Endpoint = endpoint,
            Bucket = "bucket",
            AccessKeyId = "id",
            SecretAccessKey = "secret",
            SessionToken = "the-session-token",
            Region = "eu-central-1",
        };
        await BlobStores.Create(settings).CheckAsync(Cancel);
        var request = Assert.Single(_requests);
        Assert.Contains("x-amz-security-token=the-session-token\n", request.Headers, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("/bucket", request.Path, StringComparison.Ordinal);
        Assert.Contains("/eu-central-1/s3/", request.Headers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChecksumUse.WhenRequired, false)]
    [InlineData(ChecksumUse.WhenSupported, true)]
    public async Task Uploads_carry_a_checksum_only_when_asked_for(ChecksumUse setting, bool expected)
    {
        var endpoint = await ServeAsync(_ => Task.CompletedTask);
        await BlobStores.Create(Settings(endpoint, setting)).PutAsync("a", "abc"u8.ToArray(), "text/plain", Cancel);
        Assert.Equal(expected, Assert.Single(_requests).Headers.Contains("checksum", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_hangs_is_left_when_the_caller_says_so()
    {
        var endpoint = await ServeAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BlobStores.Create(Settings(endpoint)).CheckAsync(limit.Token));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20)); // not after the client's own 100 seconds
    }

    [Fact]
    public async Task A_server_that_fails_is_asked_twice_and_may_be_asked_later()
    {
        var endpoint = await ServeAsync(context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        var error = await Assert.ThrowsAsync<BlobStoreException>(() => BlobStores.Create(Settings(endpoint)).CheckAsync(Cancel));
        Assert.Contains("503", error.Message, StringComparison.Ordinal);
        Assert.True(error.CanRetry);
        Assert.Equal(2, _requests.Count);
    }

    [Fact]
    public async Task A_refused_session_token_is_said_so_without_the_text_of_the_store()
    {
        var endpoint = await ServeAsync(context =>
        {
            context.Response.StatusCode = 403;
            return context.Response.WriteAsync("<Error><Code>ExpiredToken</Code><Message>the-session-token</Message></Error>");
        });
        var error = await Assert.ThrowsAsync<BlobStoreException>(() => BlobStores.Create(Settings(endpoint)).CheckAsync(Cancel));
        Assert.Contains("session token", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-session-token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_so()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0)); // bound, but not listening
        var endpoint = $"http://{socket.LocalEndPoint}";
        var error = await Assert.ThrowsAsync<BlobStoreException>(() => BlobStores.Create(Settings(endpoint)).CheckAsync(Cancel));
        Assert.Contains("cannot be reached: ConnectionRefused", error.Message, StringComparison.Ordinal);
        Assert.True(error.CanRetry);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("ftp://host/dir")]
    [InlineData("file://host/dir")]
    public void An_endpoint_that_cannot_be_understood_is_refused(string endpoint) =>
        Assert.Throws<ArgumentException>(() => BlobStores.Create(Settings(endpoint)));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task<string> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async context =>
        {
            // Kept as text, because the server uses the request's objects again.
            var headers = string.Concat(context.Request.Headers.Select(header => $"{header.Key}={header.Value}\n"));
            _requests.Enqueue((context.Request.Path, headers));
            await context.Request.Body.CopyToAsync(Stream.Null);
            await answer(context);
        });
        await _server.StartAsync(Cancel);
        return _server.Urls.First();
    }

    private static BlobStoreSettings Settings(string endpoint, ChecksumUse checksums = ChecksumUse.WhenRequired) => new()
    {
        Endpoint = endpoint,
        Bucket = "bucket",
        AccessKeyId = "id",
        SecretAccessKey = "secret",
        RequestChecksumCalculation = checksums,
    };
}
