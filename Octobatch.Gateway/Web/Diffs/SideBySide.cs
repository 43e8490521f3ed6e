namespace Octobatch.Gateway.Web.Diffs;

/// <summary>Puts removed lines beside the added ones that take their place.</summary>
internal static class SideBySide
{
    public static IEnumerable<(PatchLine? Old, PatchLine? New)> Of(IReadOnlyList<PatchLine> lines)
    {
        var (removed, added) = (new List<PatchLine>(), new List<PatchLine>());
        var side = LineKind.Same;
        foreach (var line in lines)
        {
            // A note is about the line before it and goes where that went.
            side = line.Kind == LineKind.Note ? side : line.Kind;
            if (side == LineKind.Added)
            {
                added.Add(line);
                continue;
            }

            if (side == LineKind.Same || added.Count > 0)
            {
                foreach (var pair in Pair(removed, added))
                    yield return pair;
            }

            if (side == LineKind.Removed)
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
