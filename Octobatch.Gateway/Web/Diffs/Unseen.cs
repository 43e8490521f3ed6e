using System.Globalization;

namespace Octobatch.Gateway.Web.Diffs;

/// <summary>Characters of a line that a browser does not show: control characters, and those that turn the direction of text around (CVE-2021-42574).</summary>
internal static class Unseen
{
    /// <summary>The line in pieces: text, and the mark for the character after it.</summary>
    public static IEnumerable<(string Text, Mark? Mark)> Split(string line)
    {
        var from = 0;
        for (var at = 0; at < line.Length; at++)
        {
            if (!IsUnseen(line[at]))
                continue;
            yield return (line[from..at], MarkOf(line[at]));
            from = at + 1;
        }

        if (from < line.Length)
            yield return (line[from..], null);
    }

    private static bool IsUnseen(char c) => (char.IsControl(c) && c != '\t') || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static Mark MarkOf(char c) => c switch
    {
        '\r' => new("␍", "carriage return"),
        < ' ' => new($"{(char)('␀' + c)}", $"control character {(int)c}"),
        _ => new(string.Create(CultureInfo.InvariantCulture, $"<U+{(int)c:X4}>"), char.IsControl(c) ? $"control character {(int)c}" : "turns the direction of text"),
    };

    /// <param name="Sign">What is shown in its place.</param>
    internal readonly record struct Mark(string Sign, string Name);
}
