using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>Makes a commit of git's own objects: with modes and links, and as large as it is. Without an author, so that GitHub signs it.</summary>
internal static class CommitWriter
{
    /// <returns>The commit's id. No branch leads to it yet.</returns>
    public static async Task<GitHubResult<string>> WriteAsync(
        GitHubInstallation github, Job job, string from, string message, IReadOnlyList<string> parents, CancellationToken cancellation)
    {
        var stored = job.Stored!;
        foreach (var (id, content) in stored.Blobs)
        {
            var blob = await github.CreateBlobAsync(job.Repository, content, cancellation);
            if (!blob.Ok)
                return blob.Error;
            if (blob.Value.Sha != id)
                return new GitHubError(GitHubErrorKind.Unexpected, $"GitHub has another id for the same bytes: {blob.Value.Sha}, not {id}.");
        }

        var before = await github.GetCommitAsync(job.Repository, from, cancellation);
        if (!before.Ok)
            return before.Error;
        var entries = stored.Change.Files.Select(file => file.After is { } after
            ? new NewTreeEntry(file.Path, after.Mode, after.Mode == "160000" ? "commit" : "blob", after.BlobId)
            : new NewTreeEntry(file.Path, file.Before!.Mode, file.Before.Mode == "160000" ? "commit" : "blob", null));
        var tree = await github.CreateTreeAsync(job.Repository, before.Value.Tree.Sha, [.. entries], cancellation);
        if (!tree.Ok)
            return tree.Error;
        return (await github.CreateCommitAsync(job.Repository, message, tree.Value.Sha, parents, cancellation)).Map(commit => commit.Sha);
    }
}
