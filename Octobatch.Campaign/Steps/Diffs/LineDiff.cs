using System.Runtime.InteropServices;

namespace Octobatch.Campaigns.Steps.Diffs;

/// <summary>
/// Which lines of two texts stay, are removed, are added. Shortest by Myers's algorithm; when the texts differ so much that it
/// would take long, lines that occur once in both divide them first.
/// </summary>
internal static class LineDiff
{
    // Myers's algorithm takes the square of this in time and memory.
    private const int MaxEdits = 1000;

    /// <summary>Blocks in order, each with at least one line removed or added.</summary>
    public static List<DiffBlock> Compare(List<string> before, List<string> after)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var a = Number(before, numbers);
        var b = Number(after, numbers);
        var partner = new int[a.Length];
        Array.Fill(partner, -1);
        Match(a, b, 0, a.Length, 0, b.Length, partner, divide: true);
        return Blocks(partner, b.Length);
    }

    private static int[] Number(List<string> lines, Dictionary<string, int> numbers)
    {
        var result = new int[lines.Count];
        for (var i = 0; i < result.Length; i++)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, lines[i], out var known);
            if (!known) number = numbers.Count;
            result[i] = number;
        }

        return result;
    }

    private static void Match(int[] a, int[] b, int aStart, int aEnd, int bStart, int bEnd, int[] partner, bool divide)
    {
        while (aStart < aEnd && bStart < bEnd && a[aStart] == b[bStart]) partner[aStart++] = bStart++;
        while (aStart < aEnd && bStart < bEnd && a[aEnd - 1] == b[bEnd - 1]) partner[--aEnd] = --bEnd;
        if (aStart == aEnd || bStart == bEnd) return;
        if (MyersDiff.TryMatch(a.AsSpan(aStart, aEnd - aStart), b.AsSpan(bStart, bEnd - bStart), MaxEdits, partner, aStart, bStart) || !divide)
            return;
        foreach (var (x, y) in UniqueLines.Match(a, b, aStart, aEnd, bStart, bEnd))
        {
            Match(a, b, aStart, x, bStart, y, partner, divide: false);
            partner[x] = y;
            (aStart, bStart) = (x + 1, y + 1);
        }

        Match(a, b, aStart, aEnd, bStart, bEnd, partner, divide: false);
    }

    private static List<DiffBlock> Blocks(int[] partner, int bLength)
    {
        var blocks = new List<DiffBlock>();
        var (x, y) = (0, 0);
        while (x < partner.Length || y < bLength)
        {
            if (x < partner.Length && partner[x] == y)
            {
                x++;
                y++;
                continue;
            }

            var (fromX, fromY) = (x, y);
            while (x < partner.Length && partner[x] < 0) x++;
            y = x < partner.Length ? partner[x] : bLength;
            blocks.Add(new(fromX, x - fromX, fromY, y - fromY));
        }

        return blocks;
    }
}

/// <summary>Lines removed and lines added at one place; starts count from 0.</summary>
internal sealed record DiffBlock(int Before, int Removed, int After, int Added);
