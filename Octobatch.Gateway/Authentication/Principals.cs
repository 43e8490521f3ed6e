using System.Security.Claims;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Authentication;

/// <summary>Makes the principals of the gateway's callers, in the claims that every service reads.</summary>
internal static class Principals
{
    public const string Scheme = "gateway";

    /// <summary>The subject of the key in <c>OCTOBATCH_ADMIN_KEY</c>.</summary>
    public const string Bootstrap = "key:bootstrap";

    /// <param name="subject"><c>key:ID</c> or <c>user:LOGIN</c>.</param>
    /// <param name="role">Null: known, but may do nothing.</param>
    /// <param name="type">How they were authenticated, where that matters later.</param>
    public static ClaimsPrincipal Create(string subject, CallerRole? role, string type = Scheme)
    {
        var identity = new ClaimsIdentity(type, Caller.SubjectClaim, Caller.RoleClaim);
        identity.AddClaim(new(Caller.SubjectClaim, subject));
        if (role is { } known)
            identity.AddClaim(new(Caller.RoleClaim, known.Name()));
        return new(identity);
    }
}
