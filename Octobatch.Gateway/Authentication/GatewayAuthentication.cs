using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Octobatch.Gateway.Keys;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Authentication;

/// <summary>Callers of the gateway come with an API key or, where a provider is configured, with its token; both as bearer.</summary>
internal static class GatewayAuthentication
{
    public static void AddGatewayAuthentication(this WebApplicationBuilder builder)
    {
        builder.AddSettings<AdminKeySettings>();
        var oidc = builder.AddSettings<OidcSettings>();
        builder.Services.AddSingleton<KeyStore>().AddSingleton<KeyLookup>().AddSingleton<LastUses>()
            .AddHostedService(services => services.GetRequiredService<LastUses>());
        builder.Services.Configure<AuthenticationOptions>(options => options.DefaultScheme = Principals.Scheme);
        var schemes = new AuthenticationBuilder(builder.Services)
            .AddPolicyScheme(Principals.Scheme, null, options =>
            {
                options.ForwardDefaultSelector = context => oidc.IsUsable && IsJsonWebToken(context.Request) ? OidcBearer.SchemeName : KeyAuthentication.SchemeName;
                // So that refusals read the same for all.
                options.ForwardChallenge = options.ForwardForbid = KeyAuthentication.SchemeName;
            })
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(KeyAuthentication.SchemeName, null);
        if (!oidc.IsUsable)
            return;
        // What AddJwtBearer does, without its second source of configuration.
        builder.Services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>();
        schemes.AddScheme<JwtBearerOptions, JwtBearerHandler>(OidcBearer.SchemeName, null, options => OidcBearer.Configure(options, oidc));
    }

    private static bool IsJsonWebToken(HttpRequest request) =>
        BearerToken.Of(request) is { } token && token.StartsWith("eyJ", StringComparison.Ordinal) && token.Count(c => c == '.') == 2;
}
