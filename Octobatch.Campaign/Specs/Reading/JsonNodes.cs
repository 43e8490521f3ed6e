using System.Text;
using System.Text.Json;

namespace Octobatch.Campaigns.Specs.Reading;

/// <summary>Reads JSON, keeping where each value stands. A class of its own, because JSON's escapes and tabs are not quite YAML's.</summary>
internal sealed class JsonNodes(ReadOnlyMemory<byte> utf8, SpecErrors errors)
{
    private readonly NodeBuilder builder = new(errors);
    private Position place = new(1, 1);
    private int measured;

    /// <exception cref="SpecSyntaxException"/>
    public static Node Read(ReadOnlyMemory<byte> utf8, SpecErrors errors) => new JsonNodes(utf8, errors).ReadDocument();

    private Node ReadDocument()
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = NodeBuilder.DeepestLevel + 2 });
        try
        {
            reader.Read();
            var node = ReadNode(ref reader, "", 0);
            reader.Read(); // nothing may follow
            return node;
        }
        catch (JsonException e)
        {
            throw new SpecSyntaxException(PositionOf(e), $"This is not JSON: {e.Message.Split(" LineNumber:")[0]}");
        }
    }

    private Node ReadNode(ref Utf8JsonReader reader, string path, int level)
    {
        var at = PositionAt((int)reader.TokenStartIndex);
        builder.Count(at, level);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMap(ref reader, path, at, level),
            JsonTokenType.StartArray => ReadList(ref reader, path, at, level),
            JsonTokenType.String => builder.Text(path, at, TextOf(ref reader, at)),
            JsonTokenType.Number => builder.Number(path, at, Encoding.UTF8.GetString(reader.ValueSpan)),
            JsonTokenType.True or JsonTokenType.False => new FlagNode(at, reader.GetBoolean()),
            _ => new NullNode(at),
        };
    }

    private MapNode ReadMap(ref Utf8JsonReader reader, string path, Position at, int level)
    {
        var members = new List<Member>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var keyAt = PositionAt((int)reader.TokenStartIndex);
            var key = TextOf(ref reader, keyAt);
            reader.Read();
            var value = ReadNode(ref reader, NodePath.Member(path, key), level + 1);
            if (builder.IsNew(keys, path, key, keyAt))
                members.Add(new(key, keyAt, value));
        }

        return new(at, members);
    }

    private ListNode ReadList(ref Utf8JsonReader reader, string path, Position at, int level)
    {
        var items = new List<Node>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadNode(ref reader, NodePath.Item(path, items.Count), level + 1));
        return new(at, items);
    }

    private static string TextOf(ref Utf8JsonReader reader, Position at)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new SpecSyntaxException(at, "This is not JSON: an escape names half of a surrogate pair.");
        }
    }

    // Tokens come in order, so each byte is looked at once, however long its line.
    private Position PositionAt(int offset)
    {
        var passed = utf8.Span[measured..offset];
        measured = offset;
        var lines = passed.Count((byte)'\n');
        var rest = passed[(passed.LastIndexOf((byte)'\n') + 1)..];
        place = new(place.Line + lines, (lines > 0 ? 1 : place.Column) + Encoding.UTF8.GetCharCount(rest));
        return place;
    }

    private Position PositionOf(JsonException e)
    {
        var (line, bytes) = ((int)(e.LineNumber ?? 0), (int)(e.BytePositionInLine ?? 0));
        var rest = utf8.Span;
        for (var i = 0; i < line; i++)
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        return new(line + 1, Encoding.UTF8.GetCharCount(rest[..Math.Min(bytes, rest.Length)]) + 1);
    }
}
