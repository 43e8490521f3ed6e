using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Apps;

/// <summary>
/// The check of an App's JWT, with the refusals that GitHub gives, in its words (as its clients' issue threads quote them).
/// </summary>
internal static class AppJwt
{
    // "The expiration time ... must be no more than 10 minutes into the future" (GitHub's page on JWTs of Apps).
    private const long LongestSeconds = 600;

    private const string NotDecoded = "A JSON web token could not be decoded";
    private const string NoIssuer = "Missing 'issuer' claim ('iss') in assertion";
    private const string BadIssuer = "'Issuer' claim ('iss') must be an Integer";
    private const string BadIssuedAt =
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
    private const string BadExpiry =
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    private const string LateExpiry = "'Expiration time' claim ('exp') is too far in the future";

    /// <summary>Whether a bearer value has the form of a JWT at all (an installation token has dots too, but a prefix).</summary>
    public static bool LooksLike(string token) => token.StartsWith("eyJ", StringComparison.Ordinal);

    /// <returns>Null when the JWT is the App's, else the refusal.</returns>
    public static Answer? Refuse(string token, GitHubApp app, DateTimeOffset now)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Read(parts[0]) is not { } header || Read(parts[1]) is not { } claims)
            return Answer.Refused(401, NotDecoded);
        if (!header.TryGetProperty("alg", out var algorithm) || !algorithm.ValueEquals("RS256"))
            return Answer.Refused(401, NotDecoded);

        // GitHub has to know whose key to use before it can check the signature, so the issuer is looked at first.
        if (!claims.TryGetProperty("iss", out var issuer) || issuer.ValueKind is JsonValueKind.Null)
            return Answer.Refused(401, NoIssuer);
        if (issuer.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
            return Answer.Refused(401, BadIssuer);
        var name = issuer.ToString();
        if (name != app.ClientId)
        {
            if (!long.TryParse(name, out var id))
                return Answer.Refused(401, BadIssuer);
            if (id != app.Id)
                return Answer.Refused(404, "Integration not found");
        }

        if (!IsSigned(parts, app.Key))
            return Answer.Refused(401, NotDecoded);

        var seconds = now.ToUnixTimeSeconds();
        if (!Seconds(claims, "iat", out var issued) || issued > seconds)
            return Answer.Refused(401, BadIssuedAt);
        if (!Seconds(claims, "exp", out var expires) || expires <= seconds)
            return Answer.Refused(401, BadExpiry);
        return expires > seconds + LongestSeconds ? Answer.Refused(401, LateExpiry) : null;
    }

    private static bool IsSigned(string[] parts, RSA key)
    {
        if (!Base64Url.IsValid(parts[2]))
            return false;
        var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        return key.VerifyData(signed, Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static JsonElement? Read(string part)
    {
        try
        {
            var json = JsonElement.Parse(Base64Url.DecodeFromChars(part));
            return json.ValueKind is JsonValueKind.Object ? json : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static bool Seconds(JsonElement claims, string name, out long value)
    {
        value = 0;
        return claims.TryGetProperty(name, out var claim) && claim.ValueKind is JsonValueKind.Number && claim.TryGetInt64(out value);
    }
}
