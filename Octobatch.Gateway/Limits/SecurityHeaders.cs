using Microsoft.Net.Http.Headers;

namespace Octobatch.Gateway.Limits;

internal static class SecurityHeaders
{
    private const string YearInSeconds = "31536000";

    /// <summary>
    /// On every answer, errors included: what https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html asks of an API.
    /// An endpoint that sets one of them itself keeps its own.
    /// </summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var response = ((HttpContext)state).Response;
            response.Headers.TryAdd(HeaderNames.XContentTypeOptions, "nosniff");
            response.Headers.TryAdd(HeaderNames.ContentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'");
            response.Headers.TryAdd("Referrer-Policy", "no-referrer");
            response.Headers.TryAdd(HeaderNames.CacheControl, "no-store");
            if (response.HttpContext.Request.IsHttps)
                response.Headers.TryAdd(HeaderNames.StrictTransportSecurity, $"max-age={YearInSeconds}");
            response.Headers.Remove(HeaderNames.Server);
            return Task.CompletedTask;
        }, context);
        return next(context);
    });
}
