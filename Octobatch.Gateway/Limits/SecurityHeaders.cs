using Microsoft.Net.Http.Headers;

namespace Octobatch.Gateway.Limits;

internal static class SecurityHeaders
{
    private const string YearInSeconds = "31536000";
    private const string ForPrograms = "default-src 'none'; frame-ancestors 'none'";

    // Scripts, styles and pictures from here alone, and none in the page itself: what somebody smuggles into a page does nothing.
    private const string ForPages =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>
    /// On every answer, errors included: what https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html asks of an API,
    /// and of pages that nothing but our own files runs in them.
    /// An endpoint that sets one of them itself keeps its own.
    /// </summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(static state =>
        {
            var response = ((HttpContext)state).Response;
            response.Headers.TryAdd(HeaderNames.XContentTypeOptions, "nosniff");
            response.Headers.TryAdd(HeaderNames.ContentSecurityPolicy, IsPage(response) ? ForPages : ForPrograms);
            response.Headers.TryAdd("Referrer-Policy", "no-referrer");
            response.Headers.TryAdd(HeaderNames.CacheControl, "no-store");
            if (response.HttpContext.Request.IsHttps)
                response.Headers.TryAdd(HeaderNames.StrictTransportSecurity, $"max-age={YearInSeconds}");
            response.Headers.Remove(HeaderNames.Server);
            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    private static bool IsPage(HttpResponse response) => response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
}
