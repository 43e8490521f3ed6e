using System.IO.Compression;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.GitHub;
using Octobatch.GitHub.Archives;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Repositories;

namespace Octobatch.Campaigns.Steps.Running.Checkouts;

/// <summary>
/// Reads a whole commit in two requests: its tree says what there is, and the archive brings the contents. Only what the tree names and what
/// hashes to its id is taken from the archive, so whatever else one may hold, in names, links or sizes, goes nowhere.
/// </summary>
internal static class CheckoutReader
{
    /// <returns>The checkout, which the caller disposes of; or why there is none.</returns>
    public static async Task<(Checkout? Checkout, RunFailure? Failure)> ReadAsync(
        GitHubInstallation github, RepositoryName repository, string commit, RunLimits limits, CancellationToken cancellation)
    {
        var tree = await github.GetTreeAsync(repository, commit, recursive: true, cancellation);
        if (!tree.Ok) return (null, RunFailure.Of(tree.Error, "The repository's tree cannot be read"));
        if (tree.Value.Truncated) return (null, new("the repository has more files than GitHub lists", Retryable: false));
        var (files, problem) = CheckoutTree.Files(tree.Value, limits);
        if (files is null) return (null, new(problem!, Retryable: false));

        var folder = Directory.CreateTempSubdirectory("octobatch-checkout-");
        var checkout = new Checkout(folder, files, new(Path.Combine(folder.FullName, "blobs")));
        RunFailure? failure = null;
        try
        {
            failure = await UnpackAsync(github, repository, commit, checkout, limits, cancellation)
                ?? await CompleteAsync(github, repository, checkout, limits, cancellation);
            return failure is null ? (checkout, null) : (null, failure);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            failure = new($"GitHub's archive cannot be unpacked: {e.Message}", Retryable: true);
            return (null, failure);
        }
        catch
        {
            failure = new("cancelled", Retryable: true);
            throw;
        }
        finally
        {
            if (failure is not null) checkout.Dispose();
        }
    }

    private static async Task<RunFailure?> UnpackAsync(
        GitHubInstallation github, RepositoryName repository, string commit, Checkout checkout, RunLimits limits, CancellationToken cancellation)
    {
        var archive = checkout.TemporaryFile();
        var saved = await github.SaveTarballAsync(repository, commit, new(archive, limits.ArchiveBytes), cancellation);
        if (!saved.Ok)
        {
            return saved.Error.Kind is GitHubErrorKind.TooLarge
                ? new($"the repository's archive is larger than {limits.ArchiveBytes} bytes", Retryable: false)
                : RunFailure.Of(saved.Error, "The repository's archive cannot be read");
        }

        await using (var file = File.OpenRead(archive))
        await using (var unzipped = new GZipStream(file, CompressionMode.Decompress))
        await using (var bounded = new BoundedStream(unzipped, limits.CheckoutBytes + (limits.Files * 4096L)))
            await ArchiveReader.TakeAsync(bounded, checkout, cancellation);
        File.Delete(archive);
        return null;
    }

    /// <summary>What the archive lacks, or has otherwise, for the sake of <c>export-ignore</c> and <c>export-subst</c>.</summary>
    private static async Task<RunFailure?> CompleteAsync(
        GitHubInstallation github, RepositoryName repository, Checkout checkout, RunLimits limits, CancellationToken cancellation)
    {
        var missing = checkout.Files.Values.Where(file => file.Mode != TreeFileMode.Submodule && !checkout.Blobs.Contains(file.BlobId))
            .Select(file => file.BlobId).Distinct(StringComparer.Ordinal).ToList();
        if (missing.Count > limits.FilesOutsideArchive)
            return new($"git's attributes leave {missing.Count} files out of the archive, more than the {limits.FilesOutsideArchive} that are read one by one", Retryable: false);
        foreach (var id in missing)
        {
            var blob = await github.GetBlobAsync(repository, id, cancellation);
            if (!blob.Ok) return RunFailure.Of(blob.Error, "A file cannot be read");
            using var content = new MemoryStream(blob.Value.ToArray(), writable: false);
            if (!await checkout.Blobs.AddAsync(id, content, (int)content.Length, cancellation))
                return new($"GitHub's bytes are not those of blob {id}", Retryable: true);
        }

        return null;
    }
}
