using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Octobatch.Gateway.Keys;

/// <summary>The text of API keys: <c>octo_</c> and 256 random bits in base64url, 48 characters.</summary>
internal static class KeyText
{
    private const string Prefix = "octo_";
    private const int RandomBytes = 32;
    private const int Length = 48;

    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Whether this may be a key that <see cref="Create"/> made; anything else needs no look-up.</summary>
    public static bool MayBeKey(string text) => text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A fast hash is right here: with 256 random bits there is nothing to guess.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
