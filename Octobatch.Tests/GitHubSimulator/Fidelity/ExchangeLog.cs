using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Octobatch.Tests.GitHubSimulator.Fidelity;

/// <summary>Keeps every request that a simulator gets, from whomever, and its whole answer. What a fault cut off is not kept.</summary>
internal sealed class ExchangeLog
{
    public ConcurrentQueue<Exchange> Exchanges { get; } = new();

    /// <summary>Comes before everything else of the application.</summary>
    public void Listen(WebApplication app) => app.Use(KeepAsync);

    private async Task KeepAsync(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path.Value ?? "/";
        if (path.StartsWith("/_", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        using MemoryStream request = new(), response = new();
        var (requestBody, responseBody) = (http.Request.Body, http.Response.Body);
        (http.Request.Body, http.Response.Body) = (new TeeStream(requestBody, request), new TeeStream(responseBody, response));
        try
        {
            await next(http);
        }
        finally
        {
            (http.Request.Body, http.Response.Body) = (requestBody, responseBody);
        }

        // Every answer has an id; where the connection was cut there is none.
        if (!http.Response.Headers.ContainsKey("X-GitHub-Request-Id") || http.Response.ContentLength > response.Length)
            return;
        Exchanges.Enqueue(new Exchange(
            http.Request.Method.ToLowerInvariant(), path.StartsWith("/api/v3", StringComparison.Ordinal) ? path["/api/v3".Length..] : path,
            [.. http.Request.Query.Keys], Text(request), http.Response.StatusCode, http.Response.ContentType?.Split(';')[0], Text(response)));
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);

    /// <summary>A stream whose bytes go to a second one too, whichever way they go.</summary>
    private sealed class TeeStream(Stream inner, MemoryStream copy) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => false;

        public override bool CanWrite => inner.CanWrite;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            copy.Write(buffer.Span[..read]);
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            copy.Write(buffer.Span);
            return inner.WriteAsync(buffer, cancellationToken);
        }
    }
}
