using System.Text.Json.Nodes;

namespace Octobatch.Campaigns.Steps.Data;

/// <summary>What a path comes to in a file: a node to be replaced, or a collection that gets another entry.</summary>
/// <param name="Parents">The nodes on the way, the root first; the last holds <paramref name="Node"/>.</param>
/// <param name="Node">The node to replace, or the collection to add to.</param>
/// <param name="Entry">The entry of <paramref name="Node"/> in its parent; null for the root.</param>
/// <param name="Added">The key or index to add; null where the node is replaced.</param>
/// <param name="Value">The value, within new collections where the rest of the path is missing.</param>
internal sealed record SetTarget(IReadOnlyList<DataNode> Parents, DataNode Node, DataEntry? Entry, PathSegment? Added, JsonNode? Value)
{
    public static (SetTarget? Target, string? Problem) Find(DataNode root, IReadOnlyList<PathSegment> path, JsonNode? value)
    {
        var parents = new List<DataNode>();
        var (node, entry) = (root, (DataEntry?)null);
        for (var depth = 0; depth < path.Count; depth++)
        {
            var segment = path[depth];
            var here = depth == 0 ? "the file's root" : string.Join('.', path.Take(depth));
            if (node.IsNull) return (new(parents, node, entry, null, Nest(path, depth, value)), null);
            if (node.Kind == DataKind.Alias) return (null, $"{here} is the alias *{node.Text}, so that setting in it would change other places too");
            if (node.Kind != (segment.Key is null ? DataKind.Sequence : DataKind.Mapping))
                return (null, $"{here} is {Name(node)}, so it has no {segment}");
            var found = segment.Key is null
                ? node.Entries.Skip(segment.Index).Take(1).ToList()
                : node.Entries.Where(e => e.Key == segment.Key).ToList();
            if (found.Count > 1) return (null, $"{here} has the key {segment} {found.Count} times");
            if (found.Count == 0)
            {
                return segment.Key is null && segment.Index > node.Entries.Count
                    ? (null, $"{here} has {node.Entries.Count} items, so {segment} cannot be added")
                    : (new(parents, node, entry, segment, Nest(path, depth + 1, value)), null);
            }

            parents.Add(node);
            (node, entry) = (found[0].Value, found[0]);
        }

        return (new(parents, node, entry, null, value), null);
    }

    private static string Name(DataNode node) => node.Kind switch
    {
        DataKind.Mapping => "a mapping",
        DataKind.Sequence => "a list",
        _ => "a single value",
    };

    private static JsonNode? Nest(IReadOnlyList<PathSegment> path, int depth, JsonNode? value)
    {
        var nested = value?.DeepClone();
        for (var i = path.Count - 1; i >= depth; i--)
            nested = path[i].Key is { } key ? new JsonObject { [key] = nested } : new JsonArray(nested);
        return nested;
    }
}
