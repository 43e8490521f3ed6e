using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.Pulls;

/// <summary>Looking at many pull requests at once.</summary>
public static class PullStateCalls
{
    /// <summary>
    /// The state of pull requests with checks, reviews and mergeability, 50 a request. One result each, in order; an error that concerns all
    /// ends the sequence after it.
    /// </summary>
    public static IAsyncEnumerable<GitHubResult<PullState>> ReadPullsAsync(
        this GitHubInstallation github, IReadOnlyList<PullKey> pulls, CancellationToken cancellation) =>
        github.Pulls.AskAsync(github, pulls, PullQuery.Ask, PullQuery.PullFragment, PullQuery.Read, cancellation);

    /// <summary>
    /// What is there of these branches and of their pull requests, 50 a request: the look before every write, and after an unclear one.
    /// Six points of the hour's limit for 50; one where the pull requests are named.
    /// </summary>
    public static IAsyncEnumerable<GitHubResult<BranchState>> ReadBranchesAsync(
        this GitHubInstallation github, IReadOnlyList<BranchKey> branches, CancellationToken cancellation) =>
        github.Pulls.AskAsync(github, branches, PullQuery.Ask, PullQuery.BranchFragment, PullQuery.Read, cancellation);
}
