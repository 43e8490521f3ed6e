namespace Octobatch.GitHub.Publishing;

/// <summary>One file of a commit.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="Content">Its new bytes; null deletes it. <c>createCommitOnBranch</c> writes plain files only: no executable bit, no links.</param>
public sealed record FileChange(string Path, ReadOnlyMemory<byte>? Content);

/// <summary>A commit on a branch that must be where the caller believes it to be.</summary>
/// <param name="Branch">Without <c>refs/heads/</c>.</param>
/// <param name="ExpectedHead">Another head is a conflict, and nothing happens.</param>
/// <param name="Headline">The first line of the message.</param>
/// <param name="Body">The rest of it.</param>
public sealed record NewCommitOnBranch(string Branch, string ExpectedHead, string Headline, string? Body, IReadOnlyList<FileChange> Changes);

/// <summary>A branch, one commit on it and its pull request.</summary>
/// <param name="RepositoryId">The repository's name in GraphQL.</param>
/// <param name="BaseHead">The commit that the branch begins at.</param>
public sealed record NewPublication(
    string RepositoryId, string BaseBranch, string BaseHead, NewCommitOnBranch Commit, string Title, string Body, bool Draft);

/// <summary>How far a publication came: the mutations run in order and stop at the first error; nothing is rolled back.</summary>
/// <param name="Commit">Null when the commit was not made.</param>
/// <param name="Pull">Null when the pull request was not created.</param>
/// <param name="Stopped">What stopped it; null: all is done.</param>
public sealed record Published(bool BranchCreated, string? Commit, PublishedPull? Pull, Errors.GitHubError? Stopped);

/// <param name="Id">Its name in GraphQL.</param>
public sealed record PublishedPull(string Id, int Number, string Url);
