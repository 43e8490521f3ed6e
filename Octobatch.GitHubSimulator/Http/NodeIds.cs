using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>Global node ids: a prefix that names the type, as GitHub's have, and the number in Base64.</summary>
internal static class NodeIds
{
    public static string Of(string prefix, long id) =>
        $"{prefix}_{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(id.ToString(CultureInfo.InvariantCulture)))}";

    public static bool TryRead(string nodeId, string prefix, out long id)
    {
        id = 0;
        if (!nodeId.StartsWith(prefix + "_", StringComparison.Ordinal))
            return false;
        Span<byte> digits = stackalloc byte[32];
        var text = nodeId.AsSpan(prefix.Length + 1);
        return text.Length <= 40
            && Base64Url.TryDecodeFromChars(text, digits, out var length)
            && long.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }
}
