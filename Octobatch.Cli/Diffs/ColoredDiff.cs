using System.Runtime.CompilerServices;
using System.Text;

namespace Octobatch.Cli.Diffs;

/// <summary>A diff for eyes: lines in colours, and nothing in it that a terminal would obey.</summary>
internal static class ColoredDiff
{
    private const string Bold = "\e[1m";
    private const string Red = "\e[31m";
    private const string Green = "\e[32m";
    private const string Cyan = "\e[36m";

    public static async Task WriteAsync(Stream patch, Stream output, bool colors, CancellationToken cancellation)
    {
        using var reader = new StreamReader(patch, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        var inHunk = false;
        await foreach (var line in LinesAsync(reader, cancellation))
        {
            inHunk = line.StartsWith("@@", StringComparison.Ordinal) || (inHunk && !line.StartsWith("diff --git ", StringComparison.Ordinal));
            var color = colors ? Color(line, inHunk) : "";
            var text = $"{color}{Harmless(line)}{(color.Length > 0 ? "\e[0m" : "")}\n";
            await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
        }
    }

    // By \n alone. The \r before it belongs to the line: where line endings change, nothing else of it does.
    private static async IAsyncEnumerable<string> LinesAsync(StreamReader reader, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = new char[4096];
        var begun = new StringBuilder();
        while (await reader.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            var lines = new string(buffer, 0, read).Split('\n');
            foreach (var end in lines.SkipLast(1))
            {
                yield return begun.Append(end).ToString();
                begun.Clear();
            }

            begun.Append(lines[^1]);
        }

        if (begun.Length > 0)
            yield return begun.ToString();
    }

    private static string Color(string line, bool inHunk) => (inHunk, line.Length > 0 ? line[0] : ' ') switch
    {
        (false, _) => Bold,
        (true, '@') => Cyan,
        (true, '+') => Green,
        (true, '-') => Red,
        _ => "",
    };

    // As less and cat -v show them; a repository's file must not move the cursor of whoever reviews it.
    private static string Harmless(string line) => line.Any(IsHarmful)
        ? string.Concat(line.Select(c => !IsHarmful(c) ? c.ToString() : c < ' ' ? $"^{(char)(c + 64)}" : $"<U+{(int)c:X4}>"))
        : line;

    // Control characters, and those that turn the direction of text around (CVE-2021-42574).
    private static bool IsHarmful(char c) => (char.IsControl(c) && c != '\t') || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
