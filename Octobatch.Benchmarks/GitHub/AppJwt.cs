using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Octobatch.Benchmarks.GitHub;

/// <summary>What the simulator's App shows to get a token.</summary>
internal static class AppJwt
{
    public static string Sign(string pem)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var signed = $"{Part("""{"alg":"RS256","typ":"JWT"}""")}.{Part($$"""{"iss":1,"iat":{{now - 60}},"exp":{{now + 540}}}""")}";
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
