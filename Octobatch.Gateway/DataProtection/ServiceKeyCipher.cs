using System.Security.Cryptography;
using System.Text;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.DataProtection;

/// <summary>
/// AES-256-GCM under a key that HKDF-SHA-256 derives from <c>OCTOBATCH_SERVICE_KEY</c>: the first one encrypts, and while rotating every
/// one decrypts. The text is nonce (12 bytes), tag (16 bytes) and ciphertext.
/// </summary>
internal sealed class ServiceKeyCipher(ServiceKeySettings settings)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private static readonly byte[] Purpose = Encoding.UTF8.GetBytes("octobatch data protection keys v1");

    private readonly byte[][] keys = [.. settings.KeyBytes.Select(key => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: Purpose))];

    /// <exception cref="DependencyNotConfiguredException">There is no usable service key.</exception>
    public byte[] Encrypt(byte[] plain)
    {
        if (keys.Length == 0)
            throw new DependencyNotConfiguredException("OCTOBATCH_SERVICE_KEY is not set or too short, so nobody can sign in");
        var text = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(text.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(keys[0], TagBytes);
        aes.Encrypt(text.AsSpan(0, NonceBytes), plain, text.AsSpan(NonceBytes + TagBytes), text.AsSpan(NonceBytes, TagBytes));
        return text;
    }

    /// <exception cref="CryptographicException">No service key opens it. Data Protection then leaves that key out and makes a new one.</exception>
    public byte[] Decrypt(byte[] text)
    {
        foreach (var key in keys)
        {
            try
            {
                var plain = new byte[text.Length - NonceBytes - TagBytes];
                using var aes = new AesGcm(key, TagBytes);
                aes.Decrypt(text.AsSpan(0, NonceBytes), text.AsSpan(NonceBytes + TagBytes), text.AsSpan(NonceBytes, TagBytes), plain);
                return plain;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Another of the keys may have encrypted it.
            }
        }

        throw new CryptographicException("No key in OCTOBATCH_SERVICE_KEY decrypts this Data Protection key.");
    }
}
