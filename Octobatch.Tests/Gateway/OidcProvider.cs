using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Octobatch.Tests.Gateway;

/// <summary>A small OpenID Connect provider: its configuration, its keys, and any token that a test wants.</summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    public const string Audience = "octobatch";
    private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "k1" };
    private WebApplication? app;

    public string Issuer => app!.Urls.First();

    /// <summary>The public key, as anybody can read it.</summary>
    public byte[] PublicKey => key.Rsa.ExportSubjectPublicKeyInfo();

    public static async Task<OidcProvider> StartAsync()
    {
        var provider = new OidcProvider();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        provider.app = builder.Build();
        provider.app.Run(context => context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => context.Response.WriteAsJsonAsync(new { issuer = provider.Issuer, jwks_uri = provider.Issuer + "/jwks" }),
            _ => context.Response.WriteAsJsonAsync(new { keys = new[] { provider.Jwk() } }),
        });
        await provider.app.StartAsync();
        return provider;
    }

    public string Token(Action<SecurityTokenDescriptor>? change = null, params string[] roles)
    {
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            NotBefore = DateTime.UtcNow.AddMinutes(-1),
            Expires = DateTime.UtcNow.AddMinutes(5),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = "u-1", ["preferred_username"] = "octocat", ["role"] = roles },
            SigningCredentials = new(key, SecurityAlgorithms.RsaSha256),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public async ValueTask DisposeAsync()
    {
        await app!.DisposeAsync();
        key.Rsa.Dispose();
    }

    private object Jwk()
    {
        var parameters = key.Rsa.ExportParameters(false);
        return new { kty = "RSA", use = "sig", kid = key.KeyId, alg = "RS256", n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) };
    }
}
