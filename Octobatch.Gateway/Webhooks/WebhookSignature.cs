using System.Security.Cryptography;

namespace Octobatch.Gateway.Webhooks;

/// <summary>
/// <c>X-Hub-Signature-256</c>: HMAC-SHA256 over the raw body in lower-case hex, see
/// https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
/// </summary>
internal static class WebhookSignature
{
    public const string Header = "X-Hub-Signature-256";
    private const string Prefix = "sha256=";

    /// <summary>The signature's bytes, or null when the header has not its form.</summary>
    public static byte[]? Parse(string? header)
    {
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return header?.Length == Prefix.Length + (2 * bytes.Length) && header.StartsWith(Prefix, StringComparison.Ordinal)
            && Convert.FromHexString(header.AsSpan(Prefix.Length), bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : null;
    }

    /// <summary>Whether any of the secrets made the signature. Takes as long whichever did, and if none did.</summary>
    public static bool IsValid(ReadOnlySpan<byte> body, ReadOnlySpan<byte> signature, IReadOnlyList<byte[]> secrets)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var valid = false;
        foreach (var secret in secrets)
        {
            HMACSHA256.HashData(secret, body, expected);
            valid |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        return valid;
    }
}
