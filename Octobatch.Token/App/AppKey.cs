using System.Security.Cryptography;
using System.Text;

namespace Octobatch.Tokens.App;

/// <summary>One of the App's private keys. It signs, and replicas derive the key from it under which they share tokens.</summary>
public sealed class AppKey(RSA rsa)
{
    private readonly Lock gate = new(); // RSA instances promise nothing about use by several threads

    /// <summary>An RS256 signature.</summary>
    public byte[] Sign(byte[] data)
    {
        lock (gate)
            return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary>
    /// 32 bytes by HKDF-SHA256 (RFC 5869) for one purpose. From the PKCS#1 form, so that the same key gives the same bytes however
    /// its PEM was written.
    /// </summary>
    public byte[] Derive(string purpose)
    {
        lock (gate)
        {
            var material = rsa.ExportRSAPrivateKey();
            try
            {
                return HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 32, info: Encoding.UTF8.GetBytes(purpose));
            }
            finally
            {
                CryptographicOperations.ZeroMemory(material);
            }
        }
    }
}
