using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;

namespace Octobatch.ServiceDefaults.ServiceAuth;

/// <summary>Signs each request to another service, in the name of the person whose request is being served, else of Octobatch itself.</summary>
internal sealed class ServiceTokenHandler(OctobatchService audience, ServiceTokenIssuer issuer, IHttpContextAccessor context) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var caller = context.HttpContext is { } http ? Caller.From(http) : null;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Issue(audience, caller ?? Caller.System));
        return base.SendAsync(request, cancellationToken);
    }
}
