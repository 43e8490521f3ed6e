using Octobatch.Campaigns.Steps.Trees;
using Octobatch.GitHub.Git;

namespace Octobatch.Campaigns.Steps.Running.Checkouts;

/// <summary>From GitHub's tree to files that may stand in a folder.</summary>
internal static class CheckoutTree
{
    public static (IReadOnlyDictionary<string, TreeFile>? Files, string? Problem) Files(GitTree tree, RunLimits limits)
    {
        var files = new Dictionary<string, TreeFile>(StringComparer.Ordinal);
        long bytes = 0;
        foreach (var entry in tree.Tree)
        {
            if (TreeFileModes.Parse(entry.Mode) is not { } mode || entry.Sha is null) continue;
            if (!MayStand(entry.Path)) return (null, $"the repository has a file that cannot stand in a folder: {entry.Path}");
            if (files.Count == limits.Files) return (null, $"the repository has more than {limits.Files} files");
            if ((bytes += entry.Size ?? 0) > limits.CheckoutBytes) return (null, $"the repository's files have more than {limits.CheckoutBytes} bytes");
            files[entry.Path] = new(mode, entry.Sha, null, entry.Size);
        }

        return (files, null);
    }

    // Git itself lets none of these into a tree that it checks; a backslash is a letter like others here.
    private static bool MayStand(string path) =>
        !path.Contains('\0') && Array.TrueForAll(path.Split('/'), name => name is not ("" or "." or "..") && !name.Equals(".git", StringComparison.OrdinalIgnoreCase));
}
