using System.Text.Json.Nodes;

namespace Octobatch.Campaigns.Steps.Data;

/// <summary>Sets a value in YAML's text, in the style of what stands around it.</summary>
internal static class YamlEditor
{
    /// <summary>The new text, or why the place cannot be set.</summary>
    public static (string? Text, string? Problem) Set(string text, DataNode root, SetTarget target)
    {
        var writer = Style(text, root);
        if (target.Added is { } added) return (Add(text, writer, target, added), null);
        return IsAliased(root, target.Node) is { } anchor
            ? (null, $"the value has the anchor &{anchor}, which other places use")
            : (Replace(text, writer, target), null);
    }

    private static string Add(string text, YamlWriter writer, SetTarget target, PathSegment added)
    {
        var node = target.Node;
        if (node.IsFlow) return AddInFlow(text, node, added, target.Value);
        var first = node.Entries[0];
        var column = Column(text, added.Key is null ? Dash(text, first.Start) : first.Start);
        var start = added.Key is null ? "-" : YamlScalar.Write(added.Key, '\0', false) + ":";
        var line = new string(' ', column) + start + writer.After(target.Value, column, added.Key is null);
        var at = Layout.LineEnd(text, node.End);
        return text[..at] + writer.NewLine + line + text[at..];
    }

    private static string AddInFlow(string text, DataNode node, PathSegment added, JsonNode? value)
    {
        var last = node.Entries.LastOrDefault();
        var at = last?.Value.End ?? node.Start + 1;
        var quote = last is not null && text[last.Start] is '"' or '\'' ? text[last!.Start] : '\0';
        var entry = (added.Key is null ? "" : YamlScalar.Write(added.Key, quote, true) + ": ") + YamlWriter.Inline(value, quote, inFlow: true);
        if (last is null) return text[..at] + entry + text[at..];
        return text[..at] + (Layout.IsFirstInLine(text, last.Start) ? "," + Layout.NewLine(text) + Layout.Indent(text, last.Start) : ", ") + entry + text[at..];
    }

    private static string Replace(string text, YamlWriter writer, SetTarget target)
    {
        var (node, entry) = (target.Node, target.Entry);
        var isScalar = target.Value is not (JsonObject { Count: > 0 } or JsonArray { Count: > 0 });
        var inFlow = target.Parents.Any(parent => parent.IsFlow);
        if (inFlow || (node.IsFlow && !isScalar))
        {
            var blank = node.Start > 0 && node.Start == node.End && text[node.Start - 1] == ':' ? " " : "";
            return text[..node.Start] + blank + YamlWriter.Inline(target.Value, node.Quote, inFlow: true) + text[node.End..];
        }

        if (entry is null)
        {
            var lines = isScalar ? YamlWriter.Inline(target.Value, '\0', false) : string.Join(writer.NewLine, writer.Lines(target.Value!, 0));
            var needsLine = node.Start > 0 && text[node.Start - 1] != '\n';
            return text[..node.Start] + (needsLine ? writer.NewLine : "") + lines + (node.End == text.Length ? writer.NewLine : "") + text[node.End..];
        }

        // The value's own place is kept, with the blanks before it, where both the old and the new one are in the key's line.
        var isInline = node.Start < node.End && !node.IsCollection && node.Quote != '|';
        var column = Column(text, entry.Key is null ? Dash(text, entry.Start) : entry.Start);
        var written = writer.After(target.Value, column, entry.Key is null, node.Quote);
        if (isInline && written[0] == ' ') return text[..node.Start] + written[1..] + text[node.End..];
        var from = entry.Key is null ? Dash(text, entry.Start) + 1 : text.IndexOf(':', entry.KeyEnd) + 1;
        return text[..from] + written + text[node.End..];
    }

    private static string? IsAliased(DataNode root, DataNode node)
    {
        var used = root.All().Where(other => other.Kind == DataKind.Alias).Select(alias => alias.Text).ToHashSet(StringComparer.Ordinal);
        return node.All().Select(inner => inner.Anchor).FirstOrDefault(anchor => anchor is not null && used.Contains(anchor));
    }

    // Columns of what the file has: the first mapping within a mapping, the first list within one.
    private static YamlWriter Style(string text, DataNode root)
    {
        var nested = root.All().Where(node => node is { Kind: DataKind.Mapping, IsFlow: false })
            .SelectMany(node => node.Entries)
            .Where(entry => entry.Value is { IsCollection: true, IsFlow: false, Entries.Count: > 0 })
            .ToList();
        var mapping = nested.Find(entry => entry.Value.Kind == DataKind.Mapping);
        var list = nested.Find(entry => entry.Value.Kind == DataKind.Sequence);
        var unit = mapping is null ? 2 : Math.Max(1, Column(text, mapping.Value.Entries[0].Start) - Column(text, mapping.Start));
        var listUnit = list is null ? unit : Math.Max(0, Column(text, Dash(text, list.Value.Entries[0].Start)) - Column(text, list.Start));
        return new(unit, listUnit, Layout.NewLine(text));
    }

    private static int Column(string text, int at) => at - Layout.LineStart(text, at);

    // An item's dash is the last one before it; between them are blanks only, or lines where the item is empty or below.
    private static int Dash(string text, int item) => Math.Max(0, text.LastIndexOf('-', Math.Max(0, item - 1)));
}
