using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Octobatch.Gateway.Sessions;

/// <summary>The text of session cookies and sign-in links: 256 random bits in base64url, after a prefix by which logs redact it.</summary>
internal static class SessionText
{
    private const string Prefix = "octo_s_";
    private const int RandomBytes = 32;
    private const int Length = 50;

    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static bool MayBeOurs(string text) => text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal);

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
