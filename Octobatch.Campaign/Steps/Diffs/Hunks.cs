using System.Text;

namespace Octobatch.Campaigns.Steps.Diffs;

/// <summary>The <c>@@</c> parts of a file's diff.</summary>
internal static class Hunks
{
    private const int Context = 3;

    /// <summary>Appends the hunks; answers the lines added and removed.</summary>
    public static (int Added, int Removed) Append(StringBuilder patch, List<string> before, List<string> after)
    {
        var blocks = LineDiff.Compare(before, after);
        for (var first = 0; first < blocks.Count;)
        {
            var last = first;
            while (last + 1 < blocks.Count && blocks[last + 1].Before - End(blocks[last]) <= 2 * Context) last++;
            AppendHunk(patch, before, after, blocks[first..(last + 1)]);
            first = last + 1;
        }

        return (blocks.Sum(block => block.Added), blocks.Sum(block => block.Removed));
    }

    private static void AppendHunk(StringBuilder patch, List<string> before, List<string> after, List<DiffBlock> blocks)
    {
        var leading = Math.Min(Context, blocks[0].Before);
        var start = blocks[0].Before - leading;
        var newStart = blocks[0].After - leading;
        var end = Math.Min(before.Count, End(blocks[^1]) + Context);
        var newEnd = blocks[^1].After + blocks[^1].Added + end - End(blocks[^1]);
        patch.Append($"@@ -{Range(start, end - start)} +{Range(newStart, newEnd - newStart)} @@\n");
        var at = start;
        foreach (var block in blocks)
        {
            AppendLines(patch, ' ', before, at, block.Before);
            AppendLines(patch, '-', before, block.Before, End(block));
            AppendLines(patch, '+', after, block.After, block.After + block.Added);
            at = End(block);
        }

        AppendLines(patch, ' ', before, at, end);
    }

    private static int End(DiffBlock block) => block.Before + block.Removed;

    // Lines count from 1; an empty range names the line before it.
    private static string Range(int start, int count) => count switch
    {
        0 => $"{start},0",
        1 => $"{start + 1}",
        _ => $"{start + 1},{count}",
    };

    private static void AppendLines(StringBuilder patch, char mark, List<string> lines, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            patch.Append(mark).Append(lines[i]);
            if (!lines[i].EndsWith('\n')) patch.Append("\n\\ No newline at end of file\n");
        }
    }
}
