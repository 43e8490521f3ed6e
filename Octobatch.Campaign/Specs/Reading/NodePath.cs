using System.Globalization;

namespace Octobatch.Campaigns.Specs.Reading;

/// <summary>How errors name a place: <c>steps[0].replace.pattern</c>.</summary>
internal static class NodePath
{
    private const int LongestKey = 60;

    public static string Member(string path, string key)
    {
        var name = Shorten(key);
        if (key.Length == 0 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$'))
            return $"{path}['{name}']";
        return path.Length == 0 ? name : $"{path}.{name}";
    }

    public static string Item(string path, int index) => $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]";

    /// <summary>A text as a message may repeat it.</summary>
    public static string Shorten(string text)
    {
        if (text.Length > LongestKey)
            text = text[..(char.IsHighSurrogate(text[LongestKey - 1]) ? LongestKey - 1 : LongestKey)] + "…";
        return new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
    }
}
