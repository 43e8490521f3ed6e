using System.Text;
using Octobatch.Campaigns.Steps.Diffs;

namespace Octobatch.Campaigns.Steps.Patches;

/// <summary>
/// Puts a file's hunks in place as <c>git apply</c> does: every line of a hunk must be there, at its line or the nearest other
/// place; one that starts at line 1 must be at the start, one without context after it at the end.
/// </summary>
internal static class HunkApplier
{
    /// <summary>The new lines, or why a hunk does not fit.</summary>
    public static (List<string>? Lines, string? Problem) Apply(List<string> lines, IReadOnlyList<PatchHunk> hunks)
    {
        var free = 0;
        for (var number = 0; number < hunks.Count; number++)
        {
            var hunk = hunks[number];
            if (Find(lines, hunk, free) is not { } at) return (null, Mismatch(lines, hunk, number + 1, hunks.Count));
            lines.RemoveRange(at, hunk.Before.Count);
            lines.InsertRange(at, hunk.After);
            free = at + hunk.After.Count;
        }

        return (lines, null);
    }

    private static int? Find(List<string> lines, PatchHunk hunk, int free)
    {
        if (hunk.OldStart <= 1) return Fits(lines, hunk, 0, free) && (hunk.HasTrailingContext || hunk.Before.Count == lines.Count) ? 0 : null;
        var last = lines.Count - hunk.Before.Count;
        if (!hunk.HasTrailingContext) return Fits(lines, hunk, last, free) ? last : null;
        var expected = Math.Max(0, hunk.NewStart - 1);
        for (var distance = 0; distance <= lines.Count + expected; distance++)
        {
            if (Fits(lines, hunk, expected - distance, free)) return expected - distance;
            if (Fits(lines, hunk, expected + distance, free)) return expected + distance;
        }

        return null;
    }

    private static bool Fits(List<string> lines, PatchHunk hunk, int at, int free)
    {
        if (at < free || at + hunk.Before.Count > lines.Count) return false;
        for (var i = 0; i < hunk.Before.Count; i++)
        {
            if (lines[at + i] != hunk.Before[i]) return false;
        }

        return true;
    }

    // The first line that is not as expected at the stated place says most.
    private static string Mismatch(List<string> lines, PatchHunk hunk, int number, int count)
    {
        var which = $"hunk {number} of {count} (line {hunk.OldStart}) does not match";
        var start = Math.Max(0, hunk.NewStart - 1);
        for (var i = 0; i < hunk.Before.Count; i++)
        {
            var found = start + i < lines.Count ? lines[start + i] : null;
            if (found == hunk.Before[i]) continue;
            if (found is not null && found.TrimEnd('\r', '\n') == hunk.Before[i].TrimEnd('\r', '\n'))
                return $"{which}: line {start + i + 1} has another line ending";
            return $"{which}: line {start + i + 1} should be {Show(hunk.Before[i])} and {(found is null ? "the file ends before it" : $"is {Show(found)}")}";
        }

        return $"{which}: it must be at the {(hunk.OldStart <= 1 ? "start" : "end")} of the file, or after the hunk before it";
    }

    private static string Show(string line)
    {
        var text = Encoding.UTF8.GetString(Bytes.Of(line.TrimEnd('\n')));
        return text.Length <= 80 ? $"\"{text}\"" : $"\"{text[..77]}...\"";
    }
}
