using Octobatch.GitHub.Repositories;

namespace Octobatch.GitHub.Pulls;

/// <summary>A pull request by its number.</summary>
public readonly record struct PullKey(RepositoryName Repository, int Number);

/// <summary>Where a pull request stands, as one request tells it of 50.</summary>
/// <param name="Id">Its name in GraphQL.</param>
/// <param name="State"><c>OPEN</c>, <c>CLOSED</c> or <c>MERGED</c>.</param>
/// <param name="Checks"><c>SUCCESS</c>, <c>PENDING</c>, <c>EXPECTED</c>, <c>FAILURE</c> or <c>ERROR</c>; null: none reported.</param>
/// <param name="Review"><c>APPROVED</c>, <c>CHANGES_REQUESTED</c> or <c>REVIEW_REQUIRED</c>; null: the base branch requires none.</param>
/// <param name="Mergeable"><c>MERGEABLE</c>, <c>CONFLICTING</c> or <c>UNKNOWN</c>.</param>
public sealed record PullState(
    string Id, int Number, string Url, string State, bool IsDraft, string HeadRefName, string HeadRefOid, string BaseRefName, string BaseRefOid,
    string Mergeable, string? Review, string? Checks, DateTimeOffset UpdatedAt)
{
    /// <summary>Its branch is one of another repository.</summary>
    public bool FromFork { get; init; }

    public DateTimeOffset? MergedAt { get; init; }

    public string? MergeCommit { get; init; }

    public string? Body { get; init; }

    public string? Title { get; init; }

    public bool AutoMerge { get; init; }

    /// <summary>
    /// Reviews by people, each person's last that counts: <c>APPROVED</c> or <c>CHANGES_REQUESTED</c>, at most 20. Told of pull requests that
    /// are read by their numbers, not of those that come with their branches.
    /// </summary>
    public IReadOnlyList<PullReview> Reviews { get; init; } = [];
}

public sealed record PullReview(string? Author, string State);

/// <summary>What is there of a branch and its pull requests, before anything is created.</summary>
/// <param name="RepositoryId">The repository's name in GraphQL.</param>
/// <param name="BranchHead">The branch's commit; null: there is no such branch.</param>
/// <param name="DefaultBranch">Null when the repository is empty.</param>
/// <param name="DefaultHead">The default branch's commit.</param>
/// <param name="Pulls">From a branch of this name, in this repository or in a fork, open or not, the newest first, at most 5; or the one that was asked for, if it is there.</param>
public sealed record BranchState(
    string RepositoryId, string FullName, bool Archived, string? DefaultBranch, string? DefaultHead, string? BranchHead, IReadOnlyList<PullState> Pulls)
{
    /// <summary>The number that a repository keeps for life, while a name may go to another one; null: GitHub does not say.</summary>
    public long? RepositoryNumber { get; init; }

    /// <summary>
    /// How the repository lets pull requests be merged: <c>SQUASH</c>, <c>REBASE</c>, <c>MERGE</c>, in this order, of which the first two keep
    /// a history linear.
    /// </summary>
    public IReadOnlyList<string> MergeMethods { get; init; } = [];

    /// <summary>What the branch's commit says of itself; null: there is no such branch.</summary>
    public HeadCommit? HeadCommit { get; init; }
}

/// <param name="Headline">The first line of its message.</param>
/// <param name="Parents">At most three.</param>
/// <param name="Author">The login, else the name that the commit gives.</param>
/// <param name="ViaWeb">GitHub made it, at somebody's click or call; false: it was pushed.</param>
public sealed record HeadCommit(string Headline, IReadOnlyList<string> Parents, string? Author, bool ViaWeb);

/// <summary>A branch of a repository, without <c>refs/heads/</c>.</summary>
/// <param name="Pull">The only pull request that matters, which costs a sixth of looking for all; null: those of the branch.</param>
public readonly record struct BranchKey(RepositoryName Repository, string Branch, int? Pull = null);
