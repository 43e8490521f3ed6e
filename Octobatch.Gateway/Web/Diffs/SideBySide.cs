namespace Octobatch.Gateway.Web.Diffs;

/// <summary>Puts removed lines beside the added ones that take their place.</summary>
internal static class SideBySide
{
    public static IEnumerable<(PatchLine? Old, PatchLine? New)> Of(IReadOnlyList<PatchLine> lines)
    {
        var (removed, added) = (new List<PatchLine>(), new List<PatchLine>());
        foreach (var line in lines)
        {
            if (line.Kind == LineKind.Removed && added.Count == 0)
            {
                removed.Add(line);
                continue;
            }

            if (line.Kind == LineKind.Added)
            {
                added.Add(line);
                continue;
            }

            // A note after removed lines, with the added ones still to come, belongs to them.
            if (line.Kind == LineKind.Note)
                continue;
            foreach (var pair in Pair(removed, added))
                yield return pair;
            if (line.Kind == LineKind.Removed)
                removed.Add(line);
            else
                yield return (line, line);
        }

        foreach (var pair in Pair(removed, added))
            yield return pair;
    }

    private static List<(PatchLine? Old, PatchLine? New)> Pair(List<PatchLine> removed, List<PatchLine> added)
    {
        var pairs = new List<(PatchLine?, PatchLine?)>();
        for (var i = 0; i < Math.Max(removed.Count, added.Count); i++)
            pairs.Add((removed.ElementAtOrDefault(i), added.ElementAtOrDefault(i)));
        removed.Clear();
        added.Clear();
        return pairs;
    }
}
