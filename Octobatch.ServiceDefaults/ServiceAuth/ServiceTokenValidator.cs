using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.ServiceAuth;

/// <summary>
/// Checks the tokens of calling services: signature (HS256 and nothing else), issuer (one that may call this service), audience, life
/// and role. What was found valid is remembered until it expires, so that a caller's next request costs one look-up.
/// </summary>
public sealed class ServiceTokenValidator
{
    /// <summary>How far two machines' clocks may differ.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private readonly TimeProvider time;
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters parameters;
    private readonly ValidatedTokens remembered = new(capacity: 4096);

    public ServiceTokenValidator(OctobatchService self, ServiceKeySettings keys, TimeProvider time)
    {
        this.time = time;
        parameters = new TokenValidationParameters
        {
            ValidIssuers = self.Callers,
            ValidAudience = self.Name,
            IssuerSigningKeys = [.. keys.KeyBytes.Select(k => new SymmetricSecurityKey(k))],
            TryAllIssuerSigningKeys = true,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            RequireSignedTokens = true,
            LifetimeValidator = (notBefore, expires, _, _) => IsAlive(notBefore, expires),
            NameClaimType = Caller.SubjectClaim,
            RoleClaimType = Caller.RoleClaim,
            AuthenticationType = ServiceTokenAuthentication.SchemeName,
        };
    }

    /// <summary>The caller's principal, or null when the token is not acceptable.</summary>
    public async ValueTask<ClaimsPrincipal?> ValidateAsync(string token)
    {
        var now = time.GetUtcNow();
        if (remembered.Find(token, now) is { } known)
            return known;
        var result = await handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid)
            return null;
        var principal = new ClaimsPrincipal(result.ClaimsIdentity);
        if (Caller.From(principal) is null)
            return null;
        remembered.Add(token, principal, new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero));
        return principal;
    }

    private bool IsAlive(DateTime? notBefore, DateTime? expires)
    {
        if (notBefore is not { } from || expires is not { } until)
            return false;
        var now = time.GetUtcNow().UtcDateTime;
        return from <= now + ClockSkew && until > now && until - from <= ServiceTokenIssuer.MaximumLifetime;
    }
}
