using System.Text;

namespace Octobatch.Campaigns.Steps.Diffs;

/// <summary>Paths in diffs, in C's quotes where git puts them (core.quotePath, its default): any byte that is not plain ASCII.</summary>
internal static class QuotedPath
{
    public static string Quote(string prefix, string path)
    {
        var text = prefix + Bytes.Utf8ToText(path);
        if (text.All(c => c is >= ' ' and < '\x7f' and not '"' and not '\\')) return text;
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' or '\\' => $"\\{c}",
                '\a' => "\\a",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\v' => "\\v",
                '\f' => "\\f",
                '\r' => "\\r",
                < ' ' or >= '\x7f' => $"\\{c >> 6}{(c >> 3) & 7}{c & 7}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Reads a quoted path at the start of a text; null when it is not one. <paramref name="length"/> counts the quotes.</summary>
    public static string? Unquote(string text, out int length)
    {
        length = 0;
        if (!text.StartsWith('"')) return null;
        var bytes = new List<byte>();
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                length = at + 1;
                return Encoding.UTF8.GetString([.. bytes]);
            }

            if (text[at] != '\\')
            {
                bytes.Add((byte)text[at]);
                continue;
            }

            if (++at >= text.Length) return null;
            var escape = "abtnvfr".IndexOf(text[at]);
            if (escape >= 0) bytes.Add((byte)"\a\b\t\n\v\f\r"[escape]);
            else if (text[at] is '"' or '\\') bytes.Add((byte)text[at]);
            else if (at + 2 < text.Length && text.AsSpan(at, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                bytes.Add((byte)(((text[at] - '0') << 6) | ((text[at + 1] - '0') << 3) | (text[at + 2] - '0')));
                at += 2;
            }
            else return null;
        }

        return null;
    }
}
