using System.Net;
using System.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Octobatch.Gateway.Proxy;

/// <summary>What changes between the caller's request and the service's: who asks is said by the gateway's token and by nothing else.</summary>
internal sealed class CallerTransformer(string token) : HttpTransformer
{
    private static readonly string[] OnlyOutside = ["Authorization", "Cookie", "Forwarded", "Host", "X-Real-IP"];

    /// <summary>The service did not accept the token; nothing of its answer was passed on.</summary>
    public bool TokenRefused { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        foreach (var name in OnlyOutside)
            proxyRequest.Headers.Remove(name);
        foreach (var (name, _) in httpContext.Request.Headers)
        {
            if (name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase))
                proxyRequest.Headers.Remove(name);
        }

        proxyRequest.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public override ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not { StatusCode: HttpStatusCode.Unauthorized })
            return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        TokenRefused = true;
        return ValueTask.FromResult(false);
    }
}
