using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.Pulls;

/// <summary>
/// Changing many pull requests at once, 20 a document unless set otherwise: one request and one slot of the write budget. Each item has one
/// result, in the items' order; what is unclear (<see cref="GitHubError.IsUnclear"/>) must be looked at before it is done again. A slot that
/// the caller's statement has taken is for the first document.
/// </summary>
public static class PullChangeCalls
{
    public static IAsyncEnumerable<GitHubResult<Done>> AddLabelsAsync(
        this GitHubInstallation github, IReadOnlyList<PullLabels> pulls, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.AddLabels, pulls, slot, cancellation);

    /// <summary>One whom the repository does not know refuses them all.</summary>
    public static IAsyncEnumerable<GitHubResult<Done>> RequestReviewsAsync(
        this GitHubInstallation github, IReadOnlyList<PullReviewers> pulls, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.RequestReviews, pulls, slot, cancellation);

    public static IAsyncEnumerable<GitHubResult<Done>> AddAssigneesAsync(
        this GitHubInstallation github, IReadOnlyList<PullAssignees> pulls, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.AddAssignees, pulls, slot, cancellation);

    /// <summary>Each is a unit of content of its own.</summary>
    public static IAsyncEnumerable<GitHubResult<PostedComment>> AddCommentsAsync(
        this GitHubInstallation github, IReadOnlyList<PullComment> comments, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.AddComment, comments, slot, cancellation);

    public static IAsyncEnumerable<GitHubResult<Done>> ChangePullsAsync(
        this GitHubInstallation github, IReadOnlyList<PullText> pulls, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.Update, pulls, slot, cancellation);

    /// <param name="pullIds">Their names in GraphQL. One that is closed already stays so.</param>
    public static IAsyncEnumerable<GitHubResult<Done>> ClosePullsAsync(
        this GitHubInstallation github, IReadOnlyList<string> pullIds, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.Close, pullIds, slot, cancellation);

    /// <returns>The commits on the base branches. A refusal for checks, reviews or a moved head is a validation error in GitHub's words.</returns>
    public static IAsyncEnumerable<GitHubResult<string>> MergePullsAsync(
        this GitHubInstallation github, IReadOnlyList<PullMerge> pulls, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.Merge, pulls, slot, cancellation);

    /// <summary>Lets GitHub merge them itself; one that could be merged at once is refused.</summary>
    public static IAsyncEnumerable<GitHubResult<Done>> EnableAutoMergesAsync(
        this GitHubInstallation github, IReadOnlyList<PullMerge> pulls, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.EnableAutoMerge, pulls, slot, cancellation);

    /// <param name="pullIds">Their names in GraphQL. GitHub refuses one that it would not merge by itself anyway.</param>
    public static IAsyncEnumerable<GitHubResult<Done>> DisableAutoMergesAsync(
        this GitHubInstallation github, IReadOnlyList<string> pullIds, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.DisableAutoMerge, pullIds, slot, cancellation);

    /// <param name="pullIds">Their names in GraphQL. One that is no draft stays as it is.</param>
    public static IAsyncEnumerable<GitHubResult<Done>> MarkReadyAsync(
        this GitHubInstallation github, IReadOnlyList<string> pullIds, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.MarkReady, pullIds, slot, cancellation);

    /// <param name="pullIds">Their names in GraphQL. One that is a draft stays as it is.</param>
    public static IAsyncEnumerable<GitHubResult<Done>> ConvertToDraftsAsync(
        this GitHubInstallation github, IReadOnlyList<string> pullIds, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, PullMutations.ConvertToDraft, pullIds, slot, cancellation);
}
