using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Repositories;

/// <summary>https://docs.github.com/en/rest/apps/installations, /rest/repos and /rest/search</summary>
public static class RepositoryCalls
{
    /// <summary>What the installation covers, 100 a page.</summary>
    public static IAsyncEnumerable<GitHubResult<RepositoryPage>> ListRepositoriesAsync(
        this GitHubInstallation github, CancellationToken cancellation) =>
        github.PagesAsync("installation/repositories?per_page=100", RestJson.Default.RepositoryPage, cancellation);

    /// <summary>One repository. After a rename the answer comes from its new place, which <see cref="GitHubResult{T}.MovedTo"/> reports.</summary>
    public static Task<GitHubResult<Repository>> GetRepositoryAsync(
        this GitHubInstallation github, RepositoryName repository, CancellationToken cancellation) =>
        github.SendAsync(new(HttpMethod.Get, repository.Path) { Conditional = true }, RestJson.Default.Repository, cancellation);

    /// <summary>One repository by its id, which survives renames.</summary>
    public static Task<GitHubResult<Repository>> GetRepositoryAsync(this GitHubInstallation github, long id, CancellationToken cancellation) =>
        github.SendAsync(new(HttpMethod.Get, $"repositories/{id}") { Conditional = true }, RestJson.Default.Repository, cancellation);

    /// <summary>The custom properties of every repository of an organisation, 100 a page.</summary>
    public static IAsyncEnumerable<GitHubResult<IReadOnlyList<RepositoryProperties>>> ListPropertiesAsync(
        this GitHubInstallation github, string organization, CancellationToken cancellation) =>
        github.PagesAsync(
            $"orgs/{Uri.EscapeDataString(organization)}/properties/values?per_page=100",
            RestJson.Default.IReadOnlyListRepositoryProperties, cancellation);

    /// <summary>The custom properties of one repository.</summary>
    public static Task<GitHubResult<IReadOnlyList<PropertyValue>>> GetPropertiesAsync(
        this GitHubInstallation github, RepositoryName repository, CancellationToken cancellation) =>
        github.SendAsync(
            new(HttpMethod.Get, $"{repository.Path}/properties/values") { Conditional = true }, RestJson.Default.IReadOnlyListPropertyValue, cancellation);

    /// <summary>A page of at most 100 hits; GitHub shows no more than 1,000 of one search.</summary>
    public static Task<GitHubResult<CodeSearchPage>> SearchCodeAsync(
        this GitHubInstallation github, string query, int page, CancellationToken cancellation) =>
        github.SendAsync(
            new(HttpMethod.Get, $"search/code?q={Uri.EscapeDataString(query)}&per_page=100&page={page}") { Resource = GitHubResource.CodeSearch },
            RestJson.Default.CodeSearchPage, cancellation);
}
