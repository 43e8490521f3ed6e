using System.Text.Json;
using Octobatch.Campaigns.Steps.Diffs;

namespace Octobatch.Campaigns.Steps.Data;

/// <summary>Reads JSON, also with comments and commas at ends, into nodes that know their place. Its text is bytes as characters.</summary>
internal static class JsonTree
{
    private const int MaxDepth = 256;

    public static (DataNode? Root, string? Problem) Parse(string text)
    {
        var bytes = Bytes.Of(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth });
        try
        {
            DataNode? root = null;
            var open = new Stack<DataNode>();
            var (key, keyStart, keyEnd) = ((string?)null, 0, 0);
            while (reader.Read())
            {
                var (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    // The reader has gone on over the colon.
                    (key, keyStart, keyEnd) = (reader.GetString(), start, start + reader.ValueSpan.Length + 2);
                    continue;
                }

                if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                {
                    open.Pop().End = end;
                    continue;
                }

                var node = Node(ref reader, start, end);
                if (open.TryPeek(out var parent)) parent.Entries.Add(new(parent.Kind == DataKind.Mapping ? key : null, keyStart, keyEnd, node));
                else root = node;
                if (node.IsCollection) open.Push(node);
            }

            return (root, null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, $"the file is not JSON: {e.Message}");
        }
    }

    private static DataNode Node(ref Utf8JsonReader reader, int start, int end) => reader.TokenType switch
    {
        JsonTokenType.StartObject => new(DataKind.Mapping, start) { IsFlow = true },
        JsonTokenType.StartArray => new(DataKind.Sequence, start) { IsFlow = true },
        JsonTokenType.String => new(DataKind.Text, start) { End = end, Text = reader.GetString()!, Quote = '"' },
        _ => new(DataKind.Plain, start) { End = end, Text = Bytes.ToText(reader.ValueSpan) },
    };
}
