using Octobatch.Campaigns.Steps;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.GitHub.Reading;

namespace Octobatch.Campaigns.Previews.Reading;

/// <summary>Which files and folders a plan means, in GitHub's terms; the same for every repository.</summary>
internal sealed class FolderPlan
{
    private readonly HashSet<string> onTheWay;

    public FolderPlan(ReadPlan plan)
    {
        Recursive = [.. plan.Folders.Where(folder => folder.Recursive).Select(folder => folder.Path)];
        onTheWay = plan.Created.SelectMany(path => RepositoryPath.Folders(path).Append("")).ToHashSet(StringComparer.Ordinal);
        if (plan.WholeTree)
            return; // it has everything

        Files = [.. plan.Paths];
        var wanted = onTheWay.Where(path => !IsWithinTree(path)).ToDictionary(path => path, _ => FolderDetail.Names, StringComparer.Ordinal);
        // The root's files may be many and large, so only those that match are read, with a second request.
        foreach (var folder in plan.Folders)
            wanted[folder.Path] = folder.Recursive ? FolderDetail.Id : folder.Path.Length == 0 ? FolderDetail.Sizes : FolderDetail.Contents;
        Wanted = [.. wanted.OrderBy(folder => folder.Key, StringComparer.Ordinal).Select(folder => new WantedFolder(folder.Key, folder.Value))];
    }

    public IReadOnlyList<string> Files { get; } = [];

    public IReadOnlyList<WantedFolder> Wanted { get; } = [];

    /// <summary>Folders that are read with everything below them.</summary>
    public IReadOnlyList<string> Recursive { get; }

    /// <summary>Whether a new file may come to stand in the folder or below it, so that every name in it counts.</summary>
    public bool IsOnTheWay(string folder) => onTheWay.Contains(folder);

    private bool IsWithinTree(string path) =>
        Recursive.Any(folder => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal));
}
