using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Octobatch.GitHub.Reading;

/// <summary>Git's name for bytes.</summary>
public static class BlobId
{
    /// <summary>The id of a blob with these bytes, by SHA-1 as all of GitHub's repositories use it.</summary>
    public static string Of(ReadOnlySpan<byte> content)
    {
        using var hash = Begin(content.Length);
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The hash that gives the id of a blob whose bytes come piece by piece.</summary>
    /// <param name="length">How many they will be.</param>
    public static IncrementalHash Begin(long length)
    {
#pragma warning disable CA5350 // git's ids are SHA-1
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {length}\0")));
        return hash;
    }
}
