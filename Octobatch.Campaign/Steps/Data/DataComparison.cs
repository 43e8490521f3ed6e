using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Octobatch.Campaigns.Steps.Data;

/// <summary>Whether what a file says is what was meant.</summary>
internal static class DataComparison
{
    /// <summary>A node says this value, in whatever style.</summary>
    public static bool Says(DataNode node, JsonNode? value) => value switch
    {
        null => node.IsNull,
        JsonObject mapping => node.Kind == DataKind.Mapping && node.Tag.Length == 0 && node.Entries.Count == mapping.Count
            && node.Entries.TrueForAll(entry => entry.Key is not null && mapping.TryGetPropertyValue(entry.Key, out var item) && Says(entry.Value, item)),
        JsonArray list => node.Kind == DataKind.Sequence && node.Tag.Length == 0 && node.Entries.Count == list.Count
            && node.Entries.Select((entry, i) => Says(entry.Value, list[i])).All(same => same),
        _ => node.Tag.Length == 0 && SaysScalar(node, value),
    };

    /// <summary>Two files say the same everywhere but at the path.</summary>
    public static bool SameBeside(DataNode before, DataNode after, ReadOnlySpan<PathSegment> path)
    {
        if (path.Length == 0 || (before.IsNull && after.IsCollection)) return true;
        if (before.Kind != after.Kind || after.Entries.Count < before.Entries.Count || after.Entries.Count > before.Entries.Count + 1) return false;
        for (var i = 0; i < after.Entries.Count; i++)
        {
            var on = path[0].Key is { } key ? after.Entries[i].Key == key : path[0].Index == i;
            if (i >= before.Entries.Count) return on;
            if (before.Entries[i].Key != after.Entries[i].Key) return false;
            if (on ? !SameBeside(before.Entries[i].Value, after.Entries[i].Value, path[1..]) : !Same(before.Entries[i].Value, after.Entries[i].Value))
                return false;
        }

        return true;
    }

    private static bool Same(DataNode a, DataNode b) =>
        (a.Kind, a.Text, a.Tag, a.Anchor, a.Entries.Count) == (b.Kind, b.Text, b.Tag, b.Anchor, b.Entries.Count)
        && a.Entries.Zip(b.Entries).All(pair => pair.First.Key == pair.Second.Key && Same(pair.First.Value, pair.Second.Value));

    private static bool SaysScalar(DataNode node, JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => node.Text == value.GetValue<string>()
            && (node.Kind == DataKind.Text || (node.Kind == DataKind.Plain && YamlScalar.IsTextWhenPlain(node.Text))),
        JsonValueKind.Number => node.Kind == DataKind.Plain && (node.Text == value.ToJsonString() || SameNumber(node.Text, value.ToJsonString())),
        var kind => node.Kind == DataKind.Plain && string.Equals(node.Text, kind == JsonValueKind.True ? "true" : "false", StringComparison.OrdinalIgnoreCase),
    };

    private static bool SameNumber(string a, string b) =>
        decimal.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
        && decimal.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y) && x == y;
}
