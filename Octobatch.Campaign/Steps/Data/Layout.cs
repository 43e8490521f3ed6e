namespace Octobatch.Campaigns.Steps.Data;

/// <summary>How a text is laid out in lines.</summary>
internal static class Layout
{
    public static string NewLine(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    public static int LineStart(string text, int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    /// <summary>The end of the line that a place is in, before its line ending.</summary>
    public static int LineEnd(string text, int at)
    {
        var end = text.IndexOf('\n', at);
        if (end < 0) return text.Length;
        return end > at && text[end - 1] == '\r' ? end - 1 : end;
    }

    /// <summary>The blanks and tabs that a place's line begins with.</summary>
    public static string Indent(string text, int at)
    {
        var start = LineStart(text, at);
        var end = start;
        while (end < text.Length && text[end] is ' ' or '\t') end++;
        return text[start..end];
    }

    /// <summary>Only blanks stand before a place in its line.</summary>
    public static bool IsFirstInLine(string text, int at) => LineStart(text, at) + Indent(text, at).Length == at;

    /// <summary>Where what is last before a place ends, blanks and line ends left out.</summary>
    public static int TrimBack(string text, int from, int to)
    {
        while (to > from && char.IsWhiteSpace(text[to - 1])) to--;
        return to;
    }
}
