using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Octobatch.Campaigns.Steps.Data;

/// <summary>Reads one YAML document into nodes that know their place, from the marks of the parser's events. Aliases are not followed.</summary>
internal static class YamlTree
{
    private const int MaxDepth = 256;

    public static (DataNode? Root, string? Problem) Parse(string text)
    {
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        var open = new Stack<Frame>();
        DataNode? root = null;
        var documents = 0;
        try
        {
            while (parser.MoveNext())
            {
                if (parser.Current is DocumentStart && ++documents > 1) return (null, "the file has several YAML documents");
                if (parser.Current is MappingEnd or SequenceEnd)
                {
                    Close(open.Pop().Node, parser.Current);
                    continue;
                }

                if (Node(text, parser.Current!) is not { } node) continue;
                if (open.TryPeek(out var frame)) frame.Take(node);
                else root = node;
                if (node.IsCollection) open.Push(new(node));
                if (open.Count > MaxDepth) return (null, $"the file nests deeper than {MaxDepth} levels");
            }
        }
        catch (YamlException e)
        {
            return (null, $"the file is not YAML: line {e.Start.Line}: {e.Message}");
        }

        return (root ?? new(DataKind.Plain, text.Length) { End = text.Length }, null);
    }

    private static DataNode? Node(string text, ParsingEvent e) => e switch
    {
        MappingStart mapping => new(DataKind.Mapping, (int)e.Start.Index) { Anchor = Anchor(mapping), Tag = Tag(mapping), IsFlow = mapping.Style == MappingStyle.Flow },
        SequenceStart list => new(DataKind.Sequence, (int)e.Start.Index) { Anchor = Anchor(list), Tag = Tag(list), IsFlow = list.Style == SequenceStyle.Flow },
        AnchorAlias alias => new(DataKind.Alias, (int)e.Start.Index) { End = (int)e.End.Index, Text = alias.Value.Value },
        Scalar scalar => Leaf(text, scalar),
        _ => null,
    };

    private static DataNode Leaf(string text, Scalar scalar)
    {
        var (start, end) = ((int)scalar.Start.Index, Math.Min((int)scalar.End.Index, text.Length));
        var isBlock = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded;

        // A block's mark is where the next thing begins; its own last line ends before, unless it keeps (+) the lines after it.
        if (isBlock) end = Keeps(text, start) ? end - (end > start && text[end - 1] == '\n' ? 1 : 0) : Layout.TrimBack(text, start, end);
        return new(scalar.Style is ScalarStyle.Plain ? DataKind.Plain : DataKind.Text, start)
        {
            End = end,
            Text = scalar.Value,
            Anchor = Anchor(scalar),
            Tag = Tag(scalar),
            Quote = scalar.Style switch { ScalarStyle.SingleQuoted => '\'', ScalarStyle.DoubleQuoted => '"', ScalarStyle.Plain => '\0', _ => '|' },
        };
    }

    private static bool Keeps(string text, int start)
    {
        var header = text[start..Layout.LineEnd(text, start)].Split(" #")[0].TrimEnd();
        return header.EndsWith('+') || (header.Length > 1 && header[^2] == '+' && char.IsAsciiDigit(header[^1]));
    }

    // A block collection ends with what is last in it; its mark is only where the next thing begins.
    private static void Close(DataNode node, ParsingEvent end) => node.End = node.IsFlow
        ? (int)end.Start.Index + 1
        : node.Entries.Count > 0 ? node.Entries[^1].Value.End : node.Start;

    private static string? Anchor(NodeEvent e) => e.Anchor.IsEmpty ? null : e.Anchor.Value;

    private static string Tag(NodeEvent e) => e.Tag.IsEmpty ? "" : e.Tag.Value;

    private sealed class Frame(DataNode node)
    {
        private DataNode? _key;

        public DataNode Node => node;

        public void Take(DataNode value)
        {
            if (node.Kind == DataKind.Sequence)
            {
                node.Entries.Add(new(null, value.Start, value.Start, value));
            }
            else if (_key is null)
            {
                _key = value;
            }
            else
            {
                // A key that is no scalar cannot be named by a path; it is kept so that places stay right.
                node.Entries.Add(new(_key.IsCollection ? "\0" : _key.Text, _key.Start, _key.End, value));
                _key = null;
            }
        }
    }
}
