using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Running.Jobs;

/// <summary>Whether a command may have made a file: by the rules by which steps may.</summary>
internal static class NewPath
{
    public static string? Problem(string path, IReadOnlyDictionary<string, TreeFile> before)
    {
        if (path.Contains('\uFFFD')) return "the name is not UTF-8";
        if (RepositoryPath.Problem(path) is { } problem) return problem;
        return RepositoryPath.Folders(path).Any(folder => before.GetValueOrDefault(folder)?.Mode == TreeFileMode.Submodule)
            ? "the path lies in a submodule"
            : null;
    }

    /// <summary>Of two names that differ by case only and of which one is new, the new one.</summary>
    public static string? Collision(IReadOnlyDictionary<string, TreeFile> before, IReadOnlyDictionary<string, TreeFile> after)
    {
        var added = after.Keys.Where(path => !before.ContainsKey(path)).ToList();
        if (added.Count == 0) return null;
        var index = new PathIndex(after.Keys);
        return added.Find(path => index.HasOtherSpelling(path));
    }
}
