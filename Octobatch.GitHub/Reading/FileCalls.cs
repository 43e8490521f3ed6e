using System.Runtime.CompilerServices;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Repositories;

namespace Octobatch.GitHub.Reading;

/// <summary>Files and heads of many repositories in as few requests as GitHub allows.</summary>
public static class FileCalls
{
    /// <summary>
    /// Reads the wanted files, about 50 repositories a request. A text is used only when its bytes hash to the blob's id; binary, truncated
    /// and other blobs are read one by one by REST.
    /// </summary>
    /// <returns>
    /// One result for each repository, in order; a repository that is not there is an error of its own. An error that concerns all ends the
    /// sequence after it.
    /// </returns>
    public static async IAsyncEnumerable<GitHubResult<RepositoryFiles>> ReadFilesAsync(
        this GitHubInstallation github, IReadOnlyList<WantedFiles> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var result in github.Sizes.Files.AskAsync(github, wanted, FileQuery.Ask, FileQuery.Fragments, FileQuery.Read, cancellation))
            yield return result.Ok ? await CompleteAsync(github, result.Value, cancellation) : result.Error;
    }

    private static async Task<GitHubResult<RepositoryFiles>> CompleteAsync(
        GitHubInstallation github, Unverified found, CancellationToken cancellation)
    {
        var entries = new Dictionary<string, PathEntry>(StringComparer.Ordinal);
        foreach (var (path, oid, entry) in found.Entries)
        {
            if (entry is not null)
            {
                entries[path] = entry;
                continue;
            }

            var blob = await github.GetBlobAsync(RepositoryName.Parse(found.Files.FullName), oid, cancellation);
            if (!blob.Ok)
                return blob.Error;
            if (BlobId.Of(blob.Value.Span) != oid)
                return new GitHubError(GitHubErrorKind.Unavailable, $"GitHub's bytes of {path} are not those of blob {oid}.");
            entries[path] = new FileEntry(oid, blob.Value);
        }

        return found.Files with { Entries = entries };
    }
}
