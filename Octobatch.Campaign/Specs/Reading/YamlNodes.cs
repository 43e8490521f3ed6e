using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Octobatch.Campaigns.Specs.Reading;

/// <summary>
/// Reads YAML from the parser's events, because those say where each value stands. Anchors, aliases and tags are refused: a spec says what
/// it means in its place, and no text is larger than it looks.
/// </summary>
internal sealed class YamlNodes
{
    private readonly Parser parser;
    private readonly NodeBuilder builder;

    private YamlNodes(string text, SpecErrors errors) => (parser, builder) = (new Parser(new StringReader(text)), new NodeBuilder(errors));

    /// <returns>The document's value; null when the text has none.</returns>
    /// <exception cref="SpecSyntaxException"/>
    public static Node? Read(string text, SpecErrors errors)
    {
        try
        {
            return new YamlNodes(text, errors).ReadDocument();
        }
        catch (YamlException e)
        {
            throw new SpecSyntaxException(PositionOf(e.Start), $"This is not YAML: {e.Message}");
        }
    }

    private Node? ReadDocument()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
            return null;
        parser.Consume<DocumentStart>();
        var node = ReadNode("", 0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
            throw new SpecSyntaxException(PositionOf(second.Start), "A spec is one YAML document; a second one begins here.");
        return node;
    }

    private Node ReadNode(string path, int level)
    {
        var at = PositionOf(parser.Current is null && !parser.MoveNext() ? Mark.Empty : parser.Current!.Start);
        builder.Count(at, level);
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return builder.Broken(path, at, $"Aliases (*{NodePath.Shorten(alias.Value.Value)}) are not supported: write the value out.");
        var complaint = parser.Current is NodeEvent start ? Complaint(start) : null;
        var node = parser.Current switch
        {
            MappingStart => ReadMap(path, at, level),
            SequenceStart => ReadList(path, at, level),
            _ => ReadScalar(path, at),
        };
        return complaint is null || node is BrokenNode ? node : builder.Broken(path, at, complaint);
    }

    private static string? Complaint(NodeEvent start) =>
        !start.Anchor.IsEmpty ? $"Anchors (&{NodePath.Shorten(start.Anchor.Value)}) are not supported: write the value out where it is needed."
        : !start.Tag.IsEmpty ? $"Tags ({NodePath.Shorten(start.Tag.Value)}) are not supported: use quotes to make a value text."
        : null;

    private MapNode ReadMap(string path, Position at, int level)
    {
        var members = new List<Member>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var keyAt = PositionOf(parser.Current!.Start);
            if (!parser.TryConsume<Scalar>(out var key))
                throw new SpecSyntaxException(keyAt, "A key must be text.");
            var value = ReadNode(NodePath.Member(path, key.Value), level + 1);
            if (builder.IsNew(keys, path, key.Value, keyAt))
                members.Add(new(key.Value, keyAt, value));
        }

        return new(at, members);
    }

    private ListNode ReadList(string path, Position at, int level)
    {
        var items = new List<Node>();
        parser.Consume<SequenceStart>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(NodePath.Item(path, items.Count), level + 1));
        return new(at, items);
    }

    private Node ReadScalar(string path, Position at)
    {
        var scalar = parser.Consume<Scalar>();
        return scalar.Style == ScalarStyle.Plain
            ? CoreSchema.Read(builder, path, at, scalar.Value)
            : builder.Text(path, at, scalar.Value);
    }

    private static Position PositionOf(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
