using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Git;

/// <summary>https://docs.github.com/en/rest/git</summary>
public static class GitCalls
{
    /// <param name="branch">Without <c>refs/heads/</c>.</param>
    public static Task<GitHubResult<GitReference>> GetBranchAsync(
        this GitHubInstallation github, RepositoryName repository, string branch, CancellationToken cancellation) =>
        github.SendAsync(
            new(HttpMethod.Get, $"{repository.Path}/git/ref/heads/{Escape(branch)}") { Conditional = true }, RestJson.Default.GitReference, cancellation);

    /// <summary>A validation error with the code or words "already exists" when the branch is there.</summary>
    public static Task<GitHubResult<GitReference>> CreateBranchAsync(
        this GitHubInstallation github, RepositoryName repository, string branch, string sha, CancellationToken cancellation) =>
        github.SendAsync(
            Write(HttpMethod.Post, $"{repository.Path}/git/refs", Creates.Git).With(new($"refs/heads/{branch}", sha), RestJson.Default.NewReference),
            RestJson.Default.GitReference, cancellation);

    /// <param name="force">Also when the branch's commit is no ancestor of the new one. A branch moved to its base closes its pull request.</param>
    public static Task<GitHubResult<GitReference>> MoveBranchAsync(
        this GitHubInstallation github, RepositoryName repository, string branch, string sha, bool force, CancellationToken cancellation) =>
        github.SendAsync(
            Write(HttpMethod.Patch, $"{repository.Path}/git/refs/heads/{Escape(branch)}", Creates.Nothing)
                .With(new(sha, force), RestJson.Default.MoveReference),
            RestJson.Default.GitReference, cancellation);

    public static Task<GitHubResult<Done>> DeleteBranchAsync(
        this GitHubInstallation github, RepositoryName repository, string branch, CancellationToken cancellation) =>
        github.DoAsync(Write(HttpMethod.Delete, $"{repository.Path}/git/refs/heads/{Escape(branch)}", Creates.Nothing), cancellation);

    /// <param name="sha">Of a tree or a commit.</param>
    public static Task<GitHubResult<GitTree>> GetTreeAsync(
        this GitHubInstallation github, RepositoryName repository, string sha, bool recursive, CancellationToken cancellation) =>
        github.SendAsync(
            new(HttpMethod.Get, $"{repository.Path}/git/trees/{Escape(sha)}{(recursive ? "?recursive=1" : "")}"), RestJson.Default.GitTree, cancellation);

    /// <summary>A blob's bytes, up to GitHub's 100 MB.</summary>
    public static async Task<GitHubResult<ReadOnlyMemory<byte>>> GetBlobAsync(
        this GitHubInstallation github, RepositoryName repository, string sha, CancellationToken cancellation) =>
        (await github.SendAsync(
            new(HttpMethod.Get, $"{repository.Path}/git/blobs/{Escape(sha)}") { Accept = "application/vnd.github.raw+json" }, cancellation))
            .Map(answer => answer.Body);

    public static Task<GitHubResult<GitObjectId>> CreateBlobAsync(
        this GitHubInstallation github, RepositoryName repository, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        github.SendAsync(
            Write(HttpMethod.Post, $"{repository.Path}/git/blobs", Creates.Nothing)
                .With(new(Convert.ToBase64String(content.Span), "base64"), RestJson.Default.NewBlob),
            RestJson.Default.GitObjectId, cancellation);

    public static Task<GitHubResult<GitTree>> CreateTreeAsync(
        this GitHubInstallation github, RepositoryName repository, string baseTree, IReadOnlyList<NewTreeEntry> entries, CancellationToken cancellation) =>
        github.SendAsync(
            Write(HttpMethod.Post, $"{repository.Path}/git/trees", Creates.Nothing).With(new(baseTree, entries), RestJson.Default.NewTree),
            RestJson.Default.GitTree, cancellation);

    /// <summary>A commit in the App's own name: GitHub signs it.</summary>
    public static Task<GitHubResult<GitCommit>> CreateCommitAsync(
        this GitHubInstallation github, RepositoryName repository, string message, string tree, IReadOnlyList<string> parents, CancellationToken cancellation) =>
        github.SendAsync(
            Write(HttpMethod.Post, $"{repository.Path}/git/commits", Creates.Git).With(new(message, tree, parents), RestJson.Default.NewCommit),
            RestJson.Default.GitCommit, cancellation);

    public static Task<GitHubResult<GitCommit>> GetCommitAsync(
        this GitHubInstallation github, RepositoryName repository, string sha, CancellationToken cancellation) =>
        github.SendAsync(new(HttpMethod.Get, $"{repository.Path}/git/commits/{Escape(sha)}"), RestJson.Default.GitCommit, cancellation);

    private static GitHubRequest Write(HttpMethod method, string path, Creates creates) => new(method, path) { Creates = creates };

    // Slashes of branch names stay.
    private static string Escape(string name) => Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal);
}
