using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Pulls;

/// <summary>https://docs.github.com/en/rest/pulls</summary>
public static class PullCalls
{
    public static Task<GitHubResult<PullRequest>> GetPullAsync(
        this GitHubInstallation github, RepositoryName repository, int number, CancellationToken cancellation) =>
        github.SendAsync(new(HttpMethod.Get, Path(repository, number)) { Conditional = true }, RestJson.Default.PullRequest, cancellation);

    /// <summary>The pull requests of a branch of this repository, open and closed, newest first.</summary>
    public static Task<GitHubResult<IReadOnlyList<PullRequest>>> FindPullsAsync(
        this GitHubInstallation github, RepositoryName repository, string branch, CancellationToken cancellation) =>
        github.SendAsync(
            new(HttpMethod.Get, $"{repository.Path}/pulls?state=all&per_page=100&head={Uri.EscapeDataString($"{repository.Owner}:{branch}")}"),
            RestJson.Default.IReadOnlyListPullRequest, cancellation);

    public static Task<GitHubResult<PullRequest>> CreatePullAsync(
        this GitHubInstallation github, RepositoryName repository, NewPullRequest pull, CancellationToken cancellation) =>
        github.SendAsync(
            Write(HttpMethod.Post, $"{repository.Path}/pulls", Creates.Content).With(pull, RestJson.Default.NewPullRequest),
            RestJson.Default.PullRequest, cancellation);

    /// <summary>Changes title or body, closes or opens again.</summary>
    public static Task<GitHubResult<PullRequest>> ChangePullAsync(
        this GitHubInstallation github, RepositoryName repository, int number, PullRequestChange change, CancellationToken cancellation) =>
        github.SendAsync(
            Write(HttpMethod.Patch, Path(repository, number), Creates.Nothing).With(change, RestJson.Default.PullRequestChange),
            RestJson.Default.PullRequest, cancellation);

    /// <summary>A conflict when it cannot be merged, or when its head has moved.</summary>
    public static Task<GitHubResult<MergeResult>> MergePullAsync(
        this GitHubInstallation github, RepositoryName repository, int number, MergeRequest merge, CancellationToken cancellation) =>
        github.SendAsync(
            Write(HttpMethod.Put, $"{Path(repository, number)}/merge", Creates.Nothing).With(merge, RestJson.Default.MergeRequest),
            RestJson.Default.MergeResult, cancellation);

    public static Task<GitHubResult<PullRequest>> RequestReviewersAsync(
        this GitHubInstallation github, RepositoryName repository, int number, NewReviewers reviewers, CancellationToken cancellation) =>
        github.SendAsync(
            Write(HttpMethod.Post, $"{Path(repository, number)}/requested_reviewers", Creates.Content).With(reviewers, RestJson.Default.NewReviewers),
            RestJson.Default.PullRequest, cancellation);

    public static Task<GitHubResult<Done>> ReviewPullAsync(
        this GitHubInstallation github, RepositoryName repository, int number, NewReview review, CancellationToken cancellation) =>
        github.DoAsync(
            Write(HttpMethod.Post, $"{Path(repository, number)}/reviews", Creates.Content).With(review, RestJson.Default.NewReview), cancellation);

    private static string Path(RepositoryName repository, int number) => $"{repository.Path}/pulls/{number}";

    private static GitHubRequest Write(HttpMethod method, string path, Creates creates) => new(method, path) { Creates = creates };
}
