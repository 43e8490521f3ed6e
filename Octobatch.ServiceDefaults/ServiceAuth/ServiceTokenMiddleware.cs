using Microsoft.AspNetCore.Http;

namespace Octobatch.ServiceDefaults.ServiceAuth;

/// <summary>
/// Sets the caller of requests to services that only services call. It does what the authentication middleware would do with
/// <see cref="ServiceTokenAuthentication"/> as the only scheme, without making a handler, a ticket and a scope for each request: a
/// service that hands out what it has in memory spends more on those than on its answer. Refusals still go through the scheme.
/// </summary>
internal sealed class ServiceTokenMiddleware(RequestDelegate next, ServiceTokenValidator validator)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (ServiceTokenAuthentication.TokenOf(context.Request) is not { } token)
            return next(context);
        var validation = validator.ValidateAsync(token);
        if (!validation.IsCompletedSuccessfully)
            return ContinueAsync(context, validation);
        if (validation.Result is { } principal)
            context.User = principal;
        return next(context);
    }

    private async Task ContinueAsync(HttpContext context, ValueTask<System.Security.Claims.ClaimsPrincipal?> validation)
    {
        if (await validation is { } principal)
            context.User = principal;
        await next(context);
    }
}
