namespace Octobatch.Campaigns.Steps.Diffs;

/// <summary>The longest series of lines that occur exactly once on both sides, in the same order (as in Bram Cohen's patience diff).</summary>
internal static class UniqueLines
{
    public static IEnumerable<(int A, int B)> Match(int[] a, int[] b, int aStart, int aEnd, int bStart, int bEnd)
    {
        var inA = Once(a, aStart, aEnd);
        var inB = Once(b, bStart, bEnd);
        var pairs = inA.Where(line => line.Value >= 0 && inB.GetValueOrDefault(line.Key, -1) >= 0)
            .Select(line => (A: line.Value, B: inB[line.Key]))
            .OrderBy(pair => pair.A)
            .ToArray();
        return LongestRising(pairs);
    }

    private static Dictionary<int, int> Once(int[] lines, int start, int end)
    {
        var places = new Dictionary<int, int>();
        for (var i = start; i < end; i++)
        {
            if (!places.TryAdd(lines[i], i)) places[lines[i]] = -1;
        }

        return places;
    }

    private static List<(int A, int B)> LongestRising((int A, int B)[] pairs)
    {
        var ends = new List<int>();
        var previous = new int[pairs.Length];
        for (var i = 0; i < pairs.Length; i++)
        {
            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var between = (low + high) / 2;
                if (pairs[ends[between]].B < pairs[i].B) low = between + 1;
                else high = between;
            }

            previous[i] = low > 0 ? ends[low - 1] : -1;
            if (low == ends.Count) ends.Add(i);
            else ends[low] = i;
        }

        var result = new List<(int A, int B)>();
        for (var i = ends.Count > 0 ? ends[^1] : -1; i >= 0; i = previous[i]) result.Add(pairs[i]);
        result.Reverse();
        return result;
    }
}
