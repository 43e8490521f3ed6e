using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Octobatch.ServiceDefaults.ServiceAuth;

/// <summary>What an endpoint asks of its caller beyond a valid token. Without any of these it asks for a valid token alone.</summary>
public static class CallerPolicies
{
    /// <summary>The caller's role must be at least <paramref name="role"/>.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoint, CallerRole role) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.RequireCallerRole(role));

    /// <summary>Only these services may call, out of those that may call this service at all.</summary>
    public static TBuilder RequireIssuer<TBuilder>(this TBuilder endpoint, params OctobatchService[] services)
        where TBuilder : IEndpointConventionBuilder
    {
        var names = services.Select(s => s.Name).ToArray();
        return endpoint.RequireAuthorization(policy => policy
            .RequireAuthenticatedUser().RequireClaim(JwtRegisteredClaimNames.Iss, names));
    }

    public static AuthorizationPolicyBuilder RequireCallerRole(this AuthorizationPolicyBuilder policy, CallerRole role) =>
        policy.RequireAuthenticatedUser().RequireClaim(
            Caller.RoleClaim, Enum.GetValues<CallerRole>().Where(r => r >= role).Select(r => r.Name()));
}
