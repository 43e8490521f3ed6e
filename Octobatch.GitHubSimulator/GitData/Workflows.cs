using LibGit2Sharp;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>GitHub's guard of <c>.github/workflows</c>: an App changes nothing below it without the permission <c>workflows</c>.</summary>
internal static class Workflows
{
    private const string Folder = ".github/workflows";

    public static bool IsIn(string path) => path.StartsWith(Folder + "/", StringComparison.Ordinal);

    /// <returns>The first workflow file that differs and that the caller may not change; null when there is none.</returns>
    public static string? Forbidden(Caller caller, GitRepository git, Tree? before, Tree after)
    {
        if (caller.Token?.Permissions.Covers("workflows", Access.Write) is not false)
            return null;
        var (old, now) = (before?.Entry(Folder), after.Entry(Folder));
        if (old?.Target.Id == now?.Target.Id)
            return null;
        using var changes = git.Diff.Compare<TreeChanges>(old?.Target as Tree, now?.Target as Tree);
        return changes.Select(change => $"{Folder}/{change.Path}").FirstOrDefault();
    }

    /// <summary>The same for a branch that is to point to <paramref name="head"/>: what it adds to the default branch counts.</summary>
    public static string? Forbidden(Caller caller, GitRepository git, string defaultBranch, Commit head)
    {
        var common = git.Branch(defaultBranch) is { } main ? git.ObjectDatabase.FindMergeBase(main, head) : null;
        return Forbidden(caller, git, common?.Tree, head.Tree);
    }

    public static string Message(string path) =>
        $"refusing to allow a GitHub App to create or update workflow `{path}` without `workflows` permission";
}
