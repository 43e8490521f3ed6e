using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.ServiceAuth;

/// <summary>Makes the tokens with which this service calls others: HS256, at most five minutes long, naming the person behind the call.</summary>
public sealed class ServiceTokenIssuer(OctobatchService self, ServiceKeySettings keys, TimeProvider time)
{
    /// <summary>The longest life that a called service accepts.</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(4);
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> own = [];
    private readonly SigningCredentials? credentials = keys.KeyBytes is [var first, ..]
        ? new(new SymmetricSecurityKey(first), SecurityAlgorithms.HmacSha256)
        : null;

    /// <summary>A token for <paramref name="audience"/> on behalf of <paramref name="caller"/>.</summary>
    /// <exception cref="DependencyNotConfiguredException">There is no usable service key.</exception>
    public string Issue(OctobatchService audience, Caller caller)
    {
        // Octobatch's own calls carry no correlation id of one request, so their token is used again for half of its life.
        if (caller != Caller.System)
            return Create(audience, caller);
        var now = time.GetUtcNow();
        if (!own.TryGetValue(audience.Name, out var cached) || cached.Until <= now)
            own[audience.Name] = cached = (Create(audience, caller), now + (Lifetime / 2));
        return cached.Token;
    }

    private string Create(OctobatchService audience, Caller caller)
    {
        if (credentials is null)
            throw new DependencyNotConfiguredException("OCTOBATCH_SERVICE_KEY is not set or too short, so no other service can be called");
        var now = time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [Caller.SubjectClaim] = caller.Subject,
            [Caller.RoleClaim] = caller.Role.Name(),
        };
        if (caller.CorrelationId is { } id)
            claims[Caller.CorrelationClaim] = id;
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = self.Name,
            Audience = audience.Name,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            Claims = claims,
            SigningCredentials = credentials,
        });
    }
}
