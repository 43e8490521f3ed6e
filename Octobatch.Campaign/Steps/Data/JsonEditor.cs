namespace Octobatch.Campaigns.Steps.Data;

/// <summary>Sets a value in JSON's text, in the style of what stands around it.</summary>
internal static class JsonEditor
{
    public static string Set(string text, DataNode root, SetTarget target) =>
        target.Added is { } added ? Add(text, root, target, added) : Replace(text, root, target);

    private static string Replace(string text, DataNode root, SetTarget target)
    {
        var (start, end) = (target.Node.Start, target.Node.End);
        var value = JsonWriter.Write(target.Value, Style(text, root, target.Entry?.Start ?? start));
        return text[..start] + value + text[end..];
    }

    private static string Add(string text, DataNode root, SetTarget target, PathSegment added)
    {
        var node = target.Node;
        var last = node.Entries.LastOrDefault();
        var style = last is null
            ? Style(text, root, target.Entry?.Start ?? node.Start).Deeper()
            : Style(text, root, last.Start);
        var after = last?.Value.End ?? node.Start + 1;
        var close = node.End - 1;
        var tail = Layout.TrimBack(text, after, close);

        // A comment to the end of its line would swallow what is put behind it.
        var comments = text[after..tail];
        if (comments.Contains("//", StringComparison.Ordinal)) style = style with { InLines = true };
        var trailingComma = last is not null && HasComma(comments);
        var entry = (added.Key is null ? "" : JsonWriter.Write(added.Key, style) + style.Colon) + JsonWriter.Write(target.Value, style);
        var comma = last is null || trailingComma ? "" : ",";
        var between = style.InLines ? style.LineBreak : last is null ? "" : style.Comma[1..];
        var end = text[tail..];
        if (style.InLines && !text[tail..close].Contains('\n')) end = style.NewLine + Layout.Indent(text, target.Entry?.Start ?? node.Start) + text[close..];
        return text[..after] + comma + comments + between + entry + (trailingComma ? "," : "") + end;
    }

    private static JsonStyle Style(string text, DataNode root, int at)
    {
        var inLines = Layout.IsFirstInLine(text, at) && (at != root.Start || IsInLines(text, root));
        return new(inLines, Layout.NewLine(text), Layout.Indent(text, at), Unit(text, root), Colon(text, root), Comma(text, root));
    }

    private static bool IsInLines(string text, DataNode root) =>
        root.Entries.Count == 0 || Layout.IsFirstInLine(text, root.Entries[0].Start);

    private static string Unit(string text, DataNode root)
    {
        if (root.Entries.Count == 0 || !Layout.IsFirstInLine(text, root.Entries[0].Start)) return "  ";
        var (outer, inner) = (Layout.Indent(text, root.Start), Layout.Indent(text, root.Entries[0].Start));
        return inner.Length > outer.Length && inner.StartsWith(outer, StringComparison.Ordinal) ? inner[outer.Length..] : "  ";
    }

    private static string Colon(string text, DataNode root)
    {
        var entry = root.All().SelectMany(node => node.Entries).FirstOrDefault(entry => entry.Key is not null);
        var colon = entry is null ? ": " : text[entry.KeyEnd..entry.Value.Start];
        return colon.AsSpan().Trim(' ').SequenceEqual(":") ? colon : ": ";
    }

    private static string Comma(string text, DataNode root)
    {
        foreach (var node in root.All().Where(node => node.Entries.Count > 1))
        {
            var comma = text[node.Entries[0].Value.End..node.Entries[1].Start];
            if (comma.AsSpan().TrimEnd(' ').SequenceEqual(",")) return comma;
        }

        return Colon(text, root).EndsWith(' ') ? ", " : ",";
    }

    // Looks past comments, which may have commas of their own.
    private static bool HasComma(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == ',') return true;
            if (text[at] != '/' || at + 1 >= text.Length) continue;
            var end = text[at + 1] == '*' ? text.IndexOf("*/", at + 2, StringComparison.Ordinal) + 1 : text.IndexOf('\n', at);
            if (end <= at) return false;
            at = end;
        }

        return false;
    }
}
