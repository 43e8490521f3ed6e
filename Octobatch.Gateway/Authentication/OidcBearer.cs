using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Authentication;

/// <summary>How tokens of the OpenID Connect provider are checked, and what becomes of their claims.</summary>
internal static class OidcBearer
{
    public const string SchemeName = "oidc";

    private static readonly Failure Unavailable = new(
        503, "oidc_unavailable", "The token cannot be checked", "The OpenID Connect provider cannot be reached. Try again in a few seconds.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    public static void Configure(JwtBearerOptions options, OidcSettings settings)
    {
        options.Authority = settings.Authority!.AbsoluteUri.TrimEnd('/');
        options.Audience = settings.Audience;
        options.RequireHttpsMetadata = !settings.Authority.IsLoopback;
        options.MapInboundClaims = false;
        options.IncludeErrorDetails = false;
        options.BackchannelTimeout = TimeSpan.FromSeconds(5);
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAudience = settings.Audience,
            ClockSkew = ServiceTokenValidator.ClockSkew,
            // Signatures that only the provider's private key can make: no `none`, and no HMAC under a key that is public.
            ValidAlgorithms =
            [
                SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
                SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
                SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
            ],
        };
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                context.Principal = Person(context.Principal!, settings.RoleClaim);
                return Task.CompletedTask;
            },
            OnAuthenticationFailed = async context =>
            {
                if (!await IsReachableAsync(context))
                    context.Fail(new RefusedException(Unavailable));
            },
        };
    }

    // Without the provider's keys every token looks wrong. What was once read of them is kept while it is away.
    private static async Task<bool> IsReachableAsync(AuthenticationFailedContext context)
    {
        try
        {
            await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The token's bearer; the role <c>system</c> is Octobatch's own, and no provider can give it.</summary>
    private static ClaimsPrincipal Person(ClaimsPrincipal token, string roleClaim)
    {
        var login = token.FindFirst("preferred_username")?.Value ?? token.FindFirst("sub")?.Value ?? "unknown";
        var role = token.FindAll(roleClaim).Select(c => CallerRoles.Parse(c.Value)).Where(r => r is not CallerRole.System).Max();
        return Principals.Create($"user:{login}", role);
    }
}
