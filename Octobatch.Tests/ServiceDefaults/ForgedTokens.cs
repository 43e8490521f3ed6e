using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tests.Infrastructure;

namespace Octobatch.Tests.ServiceDefaults;

/// <summary>Service tokens, right ones and wrong ones.</summary>
internal static class ForgedTokens
{
    /// <summary>A good token of <paramref name="issuer"/> for <paramref name="audience"/>, changed as told.</summary>
    public static string Create(string issuer, string audience, string role, Action<SecurityTokenDescriptor>? change = null)
    {
        var now = DateTime.UtcNow;
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddMinutes(4),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { [Caller.SubjectClaim] = "system", [Caller.RoleClaim] = role },
            SigningCredentials = Signing(ServiceSettings.ServiceKey, SecurityAlgorithms.HmacSha256),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    /// <summary>Tokens that no service may accept, by what is wrong with them.</summary>
    public static IEnumerable<(string Flaw, string? Token)> For(string issuer, string audience)
    {
        yield return ("no token", null);
        yield return ("garbage", "a.b.c");
        yield return ("expired", Forge(d => (d.NotBefore, d.Expires) = (d.NotBefore!.Value.AddMinutes(-10), d.NotBefore.Value.AddMinutes(-6))));
        yield return ("not yet valid", Forge(d => (d.NotBefore, d.Expires) = (d.NotBefore!.Value.AddMinutes(10), d.NotBefore.Value.AddMinutes(14))));
        yield return ("too long-lived", Forge(d => d.Expires = d.NotBefore!.Value.AddMinutes(6)));
        yield return ("wrong audience", Forge(d => d.Audience = "another"));
        yield return ("wrong signature", Forge(d => d.SigningCredentials = Signing(new string('x', 48), SecurityAlgorithms.HmacSha256)));
        yield return ("alg none", Forge(d => d.SigningCredentials = null));
        // HMAC itself pads keys with zeros, so this is the usual key, only long enough for the handler to sign with HS512.
        yield return ("HS512", Forge(d => d.SigningCredentials = Signing(ServiceSettings.ServiceKey.PadRight(64, '\0'), SecurityAlgorithms.HmacSha512)));
        yield return ("role unheard of", Forge(d => d.Claims[Caller.RoleClaim] = "owner"));
        yield return ("unknown issuer", Forge(d => d.Issuer = "stranger"));

        string Forge(Action<SecurityTokenDescriptor> change) => Create(issuer, audience, "system", change);
    }

    private static SigningCredentials Signing(string key, string algorithm) => new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)), algorithm);
}
