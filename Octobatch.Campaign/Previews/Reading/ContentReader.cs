using System.Runtime.CompilerServices;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Reading;
using Octobatch.GitHub.Repositories;

namespace Octobatch.Campaigns.Previews.Reading;

/// <summary>
/// Reads the contents that drafts miss: texts of many repositories in one request, the rest one by one. Works in groups of bounded size, so
/// that what stands in memory does not grow with the repositories.
/// </summary>
internal sealed class ContentReader(GitHubInstallation github, TimeProvider time)
{
    /// <summary>Of one repository.</summary>
    private const int MostFiles = 5_000;
    private const long MostBytes = 64 * 1024 * 1024;

    /// <summary>Of the repositories whose contents are in memory together, unless one alone has more.</summary>
    private const int GroupFiles = 500;
    private const long GroupBytes = 8 * 1024 * 1024;

    /// <summary>GraphQL cuts texts that are longer than half a megabyte.</summary>
    private const long LongestText = 500_000;

    public async IAsyncEnumerable<Draft> ReadAsync(IEnumerable<Draft> drafts, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var group = new List<Draft>();
        var (files, bytes) = (0, 0L);
        foreach (var draft in drafts)
        {
            if (draft.Missing.Count > MostFiles || draft.MissingBytes > MostBytes)
            {
                draft.Problem = new Failed(
                    FailureCodes.TooLarge, $"The steps need {draft.Missing.Count} files of {draft.MissingBytes >> 20} MB; at most {MostFiles} of {MostBytes >> 20} MB are read.",
                    Retryable: false)
                { BaseCommit = draft.Head!.Commit };
                yield return draft;
                continue;
            }

            if (group.Count > 0 && (files + draft.Missing.Count > GroupFiles || bytes + draft.MissingBytes > GroupBytes))
            {
                await ReadGroupAsync(group, cancellation);
                foreach (var read in group)
                    yield return read;
                (group, files, bytes) = ([], 0, 0);
            }

            group.Add(draft);
            (files, bytes) = (files + draft.Missing.Count, bytes + draft.MissingBytes);
        }

        await ReadGroupAsync(group, cancellation);
        foreach (var read in group)
            yield return read;
    }

    private async Task ReadGroupAsync(List<Draft> group, CancellationToken cancellation)
    {
        var parts = group.SelectMany(Parts).ToList();
        for (var done = 0; done < parts.Count;)
        {
            // A request asks for a group's worth at most, also where one repository alone has more.
            var (count, files) = (0, 0);
            while (done + count < parts.Count && (count == 0 || files + parts[done + count].Blobs.Oids.Count <= GroupFiles))
                files += parts[done + count++].Blobs.Oids.Count;
            await ReadTextsAsync(parts.GetRange(done, count), cancellation);
            done += count;
        }

        foreach (var draft in group.Where(draft => draft.Problem is null))
            await ReadRestAsync(draft, cancellation);
    }

    private static IEnumerable<Part> Parts(Draft draft) => draft.Missing
        .Where(file => !(file.Value.Size > LongestText))
        .Select(file => file.Value.BlobId).Distinct(StringComparer.Ordinal).Chunk(100)
        .Select(oids => new Part(draft, new(RepositoryName.Parse(draft.Head!.FullName), oids)));

    private async Task ReadTextsAsync(List<Part> parts, CancellationToken cancellation)
    {
        var at = 0;
        GitHubError? last = null;
        await foreach (var result in github.ReadTextsAsync([.. parts.Select(part => part.Blobs)], cancellation))
        {
            var draft = parts[at++].Draft;
            last = result.Error;
            // What is too much for GraphQL is read one by one.
            if (result is { Ok: false, Error.Kind: not GitHubErrorKind.TooLarge })
                draft.Problem ??= Troubles.OfRepository(result.Error, time);
            if (!result.Ok)
                continue;
            foreach (var (path, file) in draft.Missing)
            {
                if (result.Value.Texts.TryGetValue(file.BlobId, out var content))
                    draft.Fill(path, content);
                else if (result.Value.Binary.Contains(file.BlobId))
                    draft.IsBinary(path);
            }
        }

        // An error that concerns all has ended the sequence.
        for (; at < parts.Count && last is not null; at++)
            parts[at].Draft.Problem ??= Troubles.OfInstallation(last, time);
    }

    private async Task ReadRestAsync(Draft draft, CancellationToken cancellation)
    {
        var repository = RepositoryName.Parse(draft.Head!.FullName);
        foreach (var (path, file) in draft.Missing)
        {
            if (draft.IsRead(path))
                continue;
            var blob = await github.ReadBlobAsync(repository, file.BlobId, cancellation);
            if (blob.Ok)
            {
                draft.Fill(path, blob.Value);
                continue;
            }

            draft.Problem = blob.Error.Kind is GitHubErrorKind.NotFound
                ? new Later(FailureCodes.GitHubUnavailable, $"GitHub does not show the blob {file.BlobId} of {path}.", null, Later.Default)
                : Troubles.OfRepository(blob.Error, time);
            return;
        }
    }

    private sealed record Part(Draft Draft, WantedBlobs Blobs);
}
