using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Reading;
using Octobatch.GitHub.Repositories;

namespace Octobatch.Campaigns.Previews.Reading;

/// <summary>Reads folders with everything below them: one request each, or folder by folder where GitHub cuts the answer short.</summary>
internal sealed class TreeWalk(GitHubInstallation github, FolderPlan folders, Draft draft, TimeProvider time)
{
    /// <summary>Requests for one repository; a tree that needs more would use up the hour's budget of all others.</summary>
    private const int MostFolders = 300;

    private readonly RepositoryName repository = RepositoryName.Parse(draft.Head!.FullName);
    private int read;

    public async Task ReadAsync(CancellationToken cancellation)
    {
        foreach (var (path, sha) in draft.Trees)
        {
            var tree = await github.GetTreeAsync(repository, sha, recursive: true, cancellation);
            var error = tree.Error;
            if (tree.Ok && !tree.Value.Truncated)
                Take(path, tree.Value);
            else if (tree.Ok)
                error = await FolderByFolderAsync(path, sha, cancellation);
            if (draft.Problem is null && error is not null)
                draft.Problem = Troubles.OfRepository(error, time);
            if (draft.Problem is not null)
                return;
        }
    }

    private async Task<GitHubError?> FolderByFolderAsync(string root, string sha, CancellationToken cancellation)
    {
        var waiting = new Queue<(string Path, string Sha)>([(root, sha)]);
        while (waiting.TryDequeue(out var next))
        {
            if (++read > MostFolders)
            {
                TooLarge($"GitHub shows the tree only in parts, and it has more than {MostFolders} folders.");
                return null;
            }

            var tree = await github.GetTreeAsync(repository, next.Sha, recursive: false, cancellation);
            if (!tree.Ok)
                return tree.Error;
            if (tree.Value.Truncated)
            {
                TooLarge($"The folder \"{next.Path}\" has more entries than GitHub shows.");
                return null;
            }

            Take(next.Path, tree.Value);
            foreach (var folder in tree.Value.Tree.Where(entry => entry.Type == "tree"))
                waiting.Enqueue((Join(next.Path, folder.Path), folder.Sha!));
        }

        return null;
    }

    private void Take(string root, GitTree tree)
    {
        foreach (var entry in tree.Tree)
        {
            var path = Join(root, entry.Path);
            var slash = path.LastIndexOf('/');
            draft.Add(path, new Entry(entry.Mode, entry.Sha!) { Size = entry.Size }, folders.IsOnTheWay(slash < 0 ? "" : path[..slash]));
        }
    }

    private void TooLarge(string words) =>
        draft.Problem = new Failed(FailureCodes.TooLarge, words + " Name folders in the globs instead of **.", Retryable: false) { BaseCommit = draft.Head!.Commit };

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}
