using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Issues;

internal sealed record NewLabels(IReadOnlyList<string> Labels);

internal sealed record NewAssignees(IReadOnlyList<string> Assignees);

internal sealed record NewComment(string Body);

public sealed record IssueComment(long Id, string NodeId, string HtmlUrl);

/// <summary>https://docs.github.com/en/rest/issues: what pull requests share with issues.</summary>
public static class IssueCalls
{
    /// <summary>Adds labels to those that are there; GitHub makes the ones that the repository lacks.</summary>
    public static Task<GitHubResult<Done>> AddLabelsAsync(
        this GitHubInstallation github, RepositoryName repository, int number, IReadOnlyList<string> labels, CancellationToken cancellation) =>
        github.DoAsync(Post(repository, number, "labels", Creates.Nothing).With(new(labels), RestJson.Default.NewLabels), cancellation);

    /// <summary>Whom the repository does not know is left out without an error.</summary>
    public static Task<GitHubResult<Done>> AddAssigneesAsync(
        this GitHubInstallation github, RepositoryName repository, int number, IReadOnlyList<string> assignees, CancellationToken cancellation) =>
        github.DoAsync(Post(repository, number, "assignees", Creates.Content).With(new(assignees), RestJson.Default.NewAssignees), cancellation);

    public static Task<GitHubResult<IssueComment>> AddCommentAsync(
        this GitHubInstallation github, RepositoryName repository, int number, string body, CancellationToken cancellation) =>
        github.SendAsync(
            Post(repository, number, "comments", Creates.Content).With(new(body), RestJson.Default.NewComment), RestJson.Default.IssueComment, cancellation);

    private static GitHubRequest Post(RepositoryName repository, int number, string what, Creates creates) =>
        new(HttpMethod.Post, $"{repository.Path}/issues/{number}/{what}") { Creates = creates };
}
