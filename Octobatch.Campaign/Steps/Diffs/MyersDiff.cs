namespace Octobatch.Campaigns.Steps.Diffs;

/// <summary>E. W. Myers, "An O(ND) difference algorithm and its variations" (1986): the greedy form, with the way back kept.</summary>
internal static class MyersDiff
{
    /// <summary>Sets the partner of each line that stays; false, with nothing set, when more than the edits allowed are needed.</summary>
    public static bool TryMatch(ReadOnlySpan<int> a, ReadOnlySpan<int> b, int maxEdits, int[] partner, int aOffset, int bOffset)
    {
        var limit = Math.Min(a.Length + b.Length, maxEdits);
        var furthest = new int[(2 * limit) + 3];
        var middle = limit + 1;
        var steps = new List<int[]>();
        for (var edits = 0; edits <= limit; edits++)
        {
            steps.Add(furthest[(middle - edits)..(middle + edits + 1)]);
            for (var k = -edits; k <= edits; k += 2)
            {
                var down = k == -edits || (k != edits && furthest[middle + k - 1] < furthest[middle + k + 1]);
                var x = down ? furthest[middle + k + 1] : furthest[middle + k - 1] + 1;
                while (x < a.Length && x - k < b.Length && a[x] == b[x - k]) x++;
                furthest[middle + k] = x;
                if (x < a.Length || x - k < b.Length) continue;
                WalkBack(steps, a.Length, b.Length, partner, aOffset, bOffset);
                return true;
            }
        }

        return false;
    }

    private static void WalkBack(List<int[]> steps, int x, int y, int[] partner, int aOffset, int bOffset)
    {
        for (var edits = steps.Count - 1; edits >= 0; edits--)
        {
            var furthest = steps[edits];
            var k = x - y;
            var (startX, startY) = (0, 0);
            if (edits > 0)
            {
                var down = k == -edits || (k != edits && furthest[edits + k - 1] < furthest[edits + k + 1]);
                var previousK = down ? k + 1 : k - 1;
                startX = furthest[edits + previousK];
                startY = startX - previousK;
            }

            while (x > startX && y > startY) partner[aOffset + --x] = bOffset + --y;
            (x, y) = (startX, startY);
        }
    }
}
