namespace Octobatch.Campaigns.Specs.Schema;

/// <summary>The word that was probably meant.</summary>
internal static class Suggestion
{
    private const int LongestWord = 40;

    /// <summary>The known word that is at most two letters away, or null. Upper case and hyphens count for nothing.</summary>
    public static string? For(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord)
            return null;
        var written = word.ToLowerInvariant().Replace('-', '_');
        var near = known.Select(k => (Word: k, Distance: Distance(written, k))).MinBy(k => k.Distance);
        return near.Word is not null && near.Distance <= Math.Min(2, near.Word.Length / 2) ? near.Word : null;
    }

    // Levenshtein's.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
