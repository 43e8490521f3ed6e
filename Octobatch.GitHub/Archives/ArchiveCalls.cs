using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Archives;

/// <summary>https://docs.github.com/en/rest/repos/contents#download-a-repository-archive-tar</summary>
public static class ArchiveCalls
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Saves a commit's files as <c>.tar.gz</c>: one request, which GitHub answers with another address, to which no token goes. What git's
    /// attributes <c>export-ignore</c> name is missing in it, and what <c>export-subst</c> names is changed.
    /// </summary>
    /// <param name="commit">A commit's id.</param>
    public static Task<GitHubResult<Done>> SaveTarballAsync(
        this GitHubInstallation github, RepositoryName repository, string commit, BodyFile file, CancellationToken cancellation) =>
        github.DoAsync(
            new(HttpMethod.Get, $"{repository.Path}/tarball/{Uri.EscapeDataString(commit)}") { Into = file, Timeout = Longest }, cancellation);
}
