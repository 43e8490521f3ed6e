namespace Octobatch.Selections.Queries;

/// <summary>Finds the word that a misspelt one was meant to be.</summary>
internal static class Suggestions
{
    /// <summary>The nearest word within two edits (one for short words), or null.</summary>
    public static string? Nearest(string text, IEnumerable<string> words)
    {
        if (text.Length is 0 or > 40)
            return null;
        var allowed = text.Length <= 3 ? 1 : 2;
        return words.Select(word => (word, distance: Distance(text.ToLowerInvariant(), word)))
            .Where(near => near.distance <= allowed)
            .OrderBy(near => near.distance)
            .Select(near => near.word)
            .FirstOrDefault();
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var (before, last, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}
