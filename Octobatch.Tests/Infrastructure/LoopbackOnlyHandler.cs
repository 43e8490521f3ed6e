using System.Net;

namespace Octobatch.Tests.Infrastructure;

/// <summary>Lets HTTP reach this machine alone: no test ever talks to the real GitHub by accident.</summary>
public sealed class LoopbackOnlyHandler : DelegatingHandler
{
    public LoopbackOnlyHandler()
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
    }

    private LoopbackOnlyHandler(HttpMessageHandler? inner)
    {
        if (inner is not null)
            InnerHandler = inner;
    }

    /// <summary>To stand in a chain of handlers, as <c>AddHttpMessageHandler</c> builds it.</summary>
    public static LoopbackOnlyHandler InChain() => new(inner: null);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri?.Host.Trim('[', ']') ?? "";
        return IsLoopback(host)
            ? base.SendAsync(request, cancellationToken)
            : throw new InvalidOperationException($"A test tried to reach {host}. Tests talk to this machine alone.");
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
