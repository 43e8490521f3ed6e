using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Octobatch.Gateway.Keys;
using Octobatch.Gateway.Sessions;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Authentication;

/// <summary>
/// Callers of the gateway come with an API key or, where a provider is configured, with its token; both as bearer. People at the pages come
/// with the cookie of their session.
/// </summary>
internal static class GatewayAuthentication
{
    public static void AddGatewayAuthentication(this WebApplicationBuilder builder)
    {
        builder.AddSettings<AdminKeySettings>();
        var oidc = builder.AddSettings<OidcSettings>();
        builder.AddSettings<SessionSettings>();
        builder.AddSettings<PublicAddress>();
        builder.Services.AddSingleton<SessionStore>().AddSingleton<SessionLookup>().AddSingleton<SessionCookie>();
        builder.Services.AddSingleton<KeyStore>().AddSingleton<KeyLookup>().AddSingleton<LastUses>()
            .AddHostedService(services => services.GetRequiredService<LastUses>());
        builder.Services.Configure<AuthenticationOptions>(options => options.DefaultScheme = Principals.Scheme);
        var schemes = new AuthenticationBuilder(builder.Services)
            .AddPolicyScheme(Principals.Scheme, null, options =>
            {
                options.ForwardDefaultSelector = context => SchemeOf(context.Request, oidc);
                // So that refusals read the same for all.
                options.ForwardChallenge = options.ForwardForbid = KeyAuthentication.SchemeName;
            })
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        if (!oidc.IsUsable)
            return;
        // What AddJwtBearer does, without its second source of configuration.
        builder.Services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>();
        schemes.AddScheme<JwtBearerOptions, JwtBearerHandler>(OidcBearer.SchemeName, null, options => OidcBearer.Configure(options, oidc));
    }

    private static string SchemeOf(HttpRequest request, OidcSettings oidc)
    {
        if (request.Headers.Authorization.Count == 0)
            return SessionCookie.Of(request) is null ? KeyAuthentication.SchemeName : SessionAuthentication.SchemeName;
        return oidc.IsUsable && IsJsonWebToken(request) ? OidcBearer.SchemeName : KeyAuthentication.SchemeName;
    }

    private static bool IsJsonWebToken(HttpRequest request) =>
        BearerToken.Of(request) is { } token && token.StartsWith("eyJ", StringComparison.Ordinal) && token.Count(c => c == '.') == 2;
}
