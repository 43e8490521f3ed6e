using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>Global node ids: a prefix that names the type, as GitHub's have, and the number in Base64.</summary>
internal static class NodeIds
{
    public static string Of(string prefix, long id) =>
        Of(prefix, id.ToString(CultureInfo.InvariantCulture));

    /// <summary>The id of what has no number of its own, such as a ref: <paramref name="key"/> is its repository's id and its name.</summary>
    public static string Of(string prefix, string key) => $"{prefix}_{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key))}";

    public static bool TryRead(string nodeId, string prefix, out long id)
    {
        id = 0;
        return TryReadKey(nodeId, prefix) is { } key && long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out id);
    }

    /// <returns>The key that <see cref="Of(string, string)"/> was given; null when it is no id of this type.</returns>
    public static string? TryReadKey(string nodeId, string prefix)
    {
        if (!nodeId.StartsWith(prefix + "_", StringComparison.Ordinal))
            return null;
        var text = nodeId.AsSpan(prefix.Length + 1);
        return Base64Url.IsValid(text) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)) : null;
    }
}
