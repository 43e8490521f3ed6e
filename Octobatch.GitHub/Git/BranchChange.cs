namespace Octobatch.GitHub.Git;

/// <summary>A branch of one of many repositories, made, moved or deleted, provided that it still is where the caller saw it.</summary>
/// <param name="RepositoryId">The repository's name in GraphQL.</param>
/// <param name="Branch">Without <c>refs/heads/</c>.</param>
/// <param name="From">The commit that it must be at, else nothing happens; null: it must not exist.</param>
/// <param name="To">The commit that it moves to; null deletes it.</param>
/// <param name="Force">Also when <paramref name="From"/> is no ancestor of <paramref name="To"/>. A branch moved to its base closes its pull request.</param>
public sealed record BranchChange(string RepositoryId, string Branch, string? From, string? To, bool Force);
