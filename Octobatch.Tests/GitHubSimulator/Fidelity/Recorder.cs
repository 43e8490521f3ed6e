using System.Collections.Concurrent;
using Microsoft.AspNetCore.WebUtilities;

namespace Octobatch.Tests.GitHubSimulator.Fidelity;

/// <summary>Keeps every exchange that passes through it.</summary>
internal sealed class Recorder(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public ConcurrentQueue<Exchange> Exchanges { get; } = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (path.StartsWith("/api/v3", StringComparison.Ordinal))
            path = path["/api/v3".Length..];
        Exchanges.Enqueue(new Exchange(
            request.Method.Method.ToLowerInvariant(), path, [.. QueryHelpers.ParseQuery(request.RequestUri.Query).Keys], body,
            (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(cancellationToken)));
        return response;
    }
}
