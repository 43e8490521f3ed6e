namespace Octobatch.Campaigns.Steps.Trees;

/// <summary>A commit's files by path, or the part of them that <see cref="ReadPlan"/> asked for.</summary>
/// <param name="files">By path.</param>
/// <param name="folders">Folders that are known to be there although none of their files need be; their names count against new files.</param>
public sealed class RepositoryTree(IReadOnlyDictionary<string, TreeFile> files, IReadOnlyCollection<string>? folders = null)
{
    public IReadOnlyDictionary<string, TreeFile> Files => files;

    public IReadOnlyCollection<string> Folders => folders ?? [];

    /// <summary>This tree with changes made; for a look at the result, and for steps upon steps.</summary>
    public RepositoryTree With(IEnumerable<FileChange> changes)
    {
        var result = new Dictionary<string, TreeFile>(files, StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (change.After is null) result.Remove(change.Path);
            else result[change.Path] = change.After;
        }

        return new(result, folders);
    }

    /// <summary>What differs between two trees, sorted by path.</summary>
    public static IReadOnlyList<FileChange> Compare(RepositoryTree before, RepositoryTree after) =>
    [
        .. before.Files.Keys.Union(after.Files.Keys, StringComparer.Ordinal)
            .Select(path => new FileChange(path, before.Files.GetValueOrDefault(path), after.Files.GetValueOrDefault(path)))
            .Where(change => change.IsChange)
            .OrderBy(change => change.Path, StringComparer.Ordinal),
    ];
}

/// <summary>A path before and after; null where it is not there.</summary>
public sealed record FileChange(string Path, TreeFile? Before, TreeFile? After)
{
    internal bool IsChange => Before is null || After is null ? Before != After : !Before.IsSame(After);
}
