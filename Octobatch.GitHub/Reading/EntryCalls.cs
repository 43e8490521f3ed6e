using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.Reading;

/// <summary>Files, folders and heads of many repositories, about 50 repositories a request.</summary>
public static class EntryCalls
{
    /// <returns>One result for each repository, in order. An error that concerns all ends the sequence after it.</returns>
    public static IAsyncEnumerable<GitHubResult<RepositoryEntries>> ReadEntriesAsync(
        this GitHubInstallation github, IReadOnlyList<WantedEntries> wanted, CancellationToken cancellation) =>
        github.Sizes.Files.AskAsync(github, wanted, EntryQuery.Ask, "", EntryQuery.Read, cancellation);
}
