using System.Text;

namespace Octobatch.Campaigns.Steps.Diffs;

/// <summary>Bytes as a string of as many characters, so that diffs are made of bytes, whatever their encoding.</summary>
internal static class Bytes
{
    public static string ToText(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static string Utf8ToText(string text) => ToText(Encoding.UTF8.GetBytes(text));

    public static byte[] Of(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>Lines with their LF; only the last may be without.</summary>
    public static List<string> Lines(string text)
    {
        var lines = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at);
            var next = end < 0 ? text.Length : end + 1;
            lines.Add(text[at..next]);
            at = next;
        }

        return lines;
    }
}
