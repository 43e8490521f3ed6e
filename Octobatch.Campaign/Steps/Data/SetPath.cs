using System.Text;

namespace Octobatch.Campaigns.Steps.Data;

/// <summary>Where a <c>set</c> step sets: <c>engines.node</c>, <c>jobs."build.all".steps[0].uses</c>.</summary>
internal static class SetPath
{
    private const int MaxDepth = 64;

    /// <summary>The segments, or what is wrong with the path.</summary>
    public static (IReadOnlyList<PathSegment> Segments, string? Problem) Parse(string path)
    {
        var segments = new List<PathSegment>();
        var problem = Parse(path, segments);
        if (problem is null && segments.Count > MaxDepth) problem = $"the path has more than {MaxDepth} parts";
        return (segments, problem is null ? null : $"{problem}: {path}");
    }

    private static string? Parse(string path, List<PathSegment> segments)
    {
        if (path.Length == 0) return "the path is empty";
        for (var at = 0; at < path.Length;)
        {
            if (path[at] == '[')
            {
                var end = path.IndexOf(']', at);
                if (end < 0 || !int.TryParse(path.AsSpan(at + 1, end - at - 1), System.Globalization.NumberStyles.None, null, out var index))
                    return "the path has a [ without a number and a ] after it";
                segments.Add(new(null, index));
                at = end + 1;
                continue;
            }

            if (segments.Count > 0 && path[at++] != '.') return "the path has no dot between two keys";
            var key = Key(path, ref at);
            if (key is null) return "the path has an empty key or a quote without its end";
            segments.Add(new(key, 0));
        }

        return null;
    }

    private static string? Key(string path, ref int at)
    {
        if (at < path.Length && path[at] == '"')
        {
            var quoted = new StringBuilder();
            for (at++; at < path.Length && path[at] != '"'; at++)
            {
                if (path[at] == '\\' && at + 1 < path.Length) at++;
                quoted.Append(path[at]);
            }

            return at++ < path.Length ? quoted.ToString() : null;
        }

        var start = at;
        while (at < path.Length && path[at] is not ('.' or '[')) at++;
        return at > start ? path[start..at] : null;
    }
}

/// <summary>A key, or an item's index where the key is null.</summary>
internal readonly record struct PathSegment(string? Key, int Index)
{
    public override string ToString() => Key ?? $"[{Index}]";
}
