using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.ServiceAuth;

internal static class ServiceAuthRegistration
{
    /// <summary>
    /// Lets this service call others with its tokens, and be called with theirs if the table of callers names any. A service that none
    /// calls, the gateway, brings its own ways to know its callers.
    /// </summary>
    public static void AddServiceAuth(this WebApplicationBuilder builder, OctobatchService service)
    {
        builder.AddSettings<ServiceKeySettings>();
        builder.Services.AddSingleton<ServiceTokenIssuer>().AddSingleton<ServiceTokenValidator>();
        // Not AddAuthentication(), which brings Data Protection and its keys along.
        builder.Services.AddAuthenticationCore().AddWebEncoders();
        if (service.Callers.Count > 0)
        {
            builder.Services.Configure<AuthenticationOptions>(options => options.DefaultScheme = ServiceTokenAuthentication.SchemeName);
            new AuthenticationBuilder(builder.Services)
                .AddScheme<AuthenticationSchemeOptions, ServiceTokenAuthentication>(ServiceTokenAuthentication.SchemeName, null);
        }

        // Deny by default: an endpoint that says nothing of its callers still needs one that authentication knows, with a role.
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder().RequireCallerRole(CallerRole.Viewer).Build());
    }

    public static void UseServiceAuth(this WebApplication app)
    {
        if (app.Services.GetRequiredService<OctobatchService>().Callers.Count == 0)
        {
            app.UseAuthentication();
            return;
        }

        // Else the application puts the authentication middleware before everything by itself.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseMiddleware<ServiceTokenMiddleware>();
    }
}
