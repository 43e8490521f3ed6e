using System.Security.Cryptography;
using System.Text;
using Octobatch.Tokens.App;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// Encrypts what replicas share: AES-256-GCM under a key derived from the App's private key, bound to the place where it is kept, so
/// that no value can be moved to another installation's. While keys are being rotated each of them is tried.
/// </summary>
internal sealed class TokenVault(AppSettings settings)
{
    private const string Purpose = "octobatch installation tokens v1";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly Lazy<byte[][]> keys = new(() => [.. settings.Keys.Select(key => key.Derive(Purpose))]);

    public byte[] Encrypt(byte[] plain, string place)
    {
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys.Value[0], TagBytes);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
        return sealedBytes;
    }

    /// <summary>The plain bytes, or null when none of the App's keys made this for that place.</summary>
    public byte[]? Decrypt(byte[] sealedBytes, string place)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes)
            return null;
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        foreach (var key in keys.Value)
        {
            using var aes = new AesGcm(key, TagBytes);
            try
            {
                aes.Decrypt(sealedBytes.AsSpan(0, NonceBytes), sealedBytes.AsSpan(NonceBytes + TagBytes),
                    sealedBytes.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(place));
                return plain;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Made with another of the App's keys, or not by us.
            }
        }

        return null;
    }
}
