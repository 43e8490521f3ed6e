namespace Octobatch.GitHub.Errors;

/// <summary>What an error means to a caller. Whether a retry can help: <see cref="GitHubError.CanRetry"/>.</summary>
public enum GitHubErrorKind
{
    /// <summary>It does not exist, or this installation may not know that it does (404, 410).</summary>
    NotFound,

    /// <summary>A permission is missing, or the installation is suspended (403, 451).</summary>
    Forbidden,

    /// <summary>No token, or GitHub refuses a fresh one (401).</summary>
    Unauthorized,

    /// <summary>The primary limit is used up until <see cref="GitHubError.RetryAt"/>.</summary>
    RateLimited,

    /// <summary>A secondary limit refused the request; nothing may be sent before <see cref="GitHubError.RetryAt"/>.</summary>
    SecondaryLimited,

    /// <summary>GitHub understood and refuses what was asked (400, 422).</summary>
    Validation,

    /// <summary>The state on GitHub is another one than assumed: a branch has moved, a merge is not possible (405, 409, STALE_DATA).</summary>
    Conflict,

    /// <summary>
    /// A write whose end is unclear: connection reset, time-out, 5xx or an unreadable answer. It may have happened. Look before writing again.
    /// </summary>
    Unknown,

    /// <summary>A read that failed for now, or a write that was never sent.</summary>
    Unavailable,

    /// <summary>
    /// GitHub gave a GraphQL document up for its size: too many nodes, or too long. Half of it may pass. Of a download: it is longer than the
    /// caller takes.
    /// </summary>
    TooLarge,

    /// <summary>An answer that contradicts GitHub's own description.</summary>
    Unexpected,
}
