using Microsoft.IdentityModel.JsonWebTokens;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Tokens.Access;

/// <summary>Who may ask for what: services for themselves, and through the gateway only admins.</summary>
internal static class CallerRules
{
    public static TBuilder RequireCallers<TBuilder>(this TBuilder endpoint, params OctobatchService[] services)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
            context.User.FindFirst(JwtRegisteredClaimNames.Iss)?.Value is { } issuer
            && Array.Exists(services, service => service.Name == issuer)
            && (issuer != OctobatchService.Gateway.Name || CallerRoles.Parse(context.User.FindFirst(Caller.RoleClaim)?.Value) >= CallerRole.Admin)));
}
