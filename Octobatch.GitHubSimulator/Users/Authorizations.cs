using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Users;

/// <summary>Who has let the App know who they are: codes, each worth one token once, and the tokens.</summary>
/// <remarks>https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app</remarks>
public sealed class Authorizations(SimulatorClock clock, GitHubApp app)
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Agreed> codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Owner> tokens = new(StringComparer.Ordinal);

    /// <summary>Somebody agrees; the code is for whoever has the App's secret and, with a challenge, the verifier whose SHA-256 it is.</summary>
    internal string Agree(Owner person, string callback, string? challenge)
    {
        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));
        codes[code] = new(person, callback, challenge, clock.Now + CodeLifetime);
        return code;
    }

    /// <returns>The token, or GitHub's word for what is wrong.</returns>
    internal (string? Token, string? Error) Exchange(string clientId, string secret, string code, string? verifier, string? callback)
    {
        if (clientId != app.ClientId || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(app.ClientSecret)))
            return (null, "incorrect_client_credentials");
        if (!codes.TryRemove(code, out var agreed) || agreed.Until <= clock.Now || !Fits(agreed.Challenge, verifier))
            return (null, "bad_verification_code");
        if (callback is not null && callback != agreed.Callback)
            return (null, "redirect_uri_mismatch");
        var token = "ghu_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(18));
        tokens[token] = agreed.Person;
        return (token, null);
    }

    /// <summary>Whose token it is; null: nobody's.</summary>
    internal Owner? Find(string token) => tokens.GetValueOrDefault(token);

    private static bool Fits(string? challenge, string? verifier) =>
        challenge is null || (verifier is not null && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == challenge);

    private sealed record Agreed(Owner Person, string Callback, string? Challenge, DateTimeOffset Until);
}
