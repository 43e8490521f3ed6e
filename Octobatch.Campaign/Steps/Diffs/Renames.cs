using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Diffs;

/// <summary>Finds which deleted and new files are one file that moved; of several alike, the first goes with the first.</summary>
internal static class Renames
{
    public static IEnumerable<FilePair> Pair(IReadOnlyList<FileChange> changes)
    {
        var gone = changes.Where(change => change.After is null)
            .GroupBy(change => (change.Before!.BlobId, change.Before.Mode))
            .ToDictionary(group => group.Key, group => new Queue<FileChange>(group));
        var moved = new HashSet<string>(StringComparer.Ordinal);
        var pairs = new List<FilePair>();
        foreach (var change in changes.Where(change => change.Before is null))
        {
            if (!gone.TryGetValue((change.After!.BlobId, change.After.Mode), out var same) || !same.TryDequeue(out var from)) continue;
            pairs.Add(new(from.Path, from.Before, change.Path, change.After));
            moved.Add(from.Path);
            moved.Add(change.Path);
        }

        foreach (var change in changes.Where(change => !moved.Contains(change.Path)))
        {
            if (change is { Before: { } before, After: { } after } && before.Mode != after.Mode && !(before.IsFile && after.IsFile))
            {
                // Git has no header for a file that becomes a link: it goes, and another comes.
                pairs.Add(new(change.Path, before, change.Path, null));
                pairs.Add(new(change.Path, null, change.Path, after));
            }
            else
            {
                pairs.Add(new(change.Path, change.Before, change.Path, change.After));
            }
        }

        return pairs.OrderBy(pair => pair.NewPath, StringComparer.Ordinal);
    }
}

/// <summary>One file before and after.</summary>
internal sealed record FilePair(string OldPath, TreeFile? Before, string NewPath, TreeFile? After);
