namespace Octobatch.GitHub.Errors;

/// <summary>Why GitHub, or the way to it, did not do what was asked. An expected failure, so a value.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Message">GitHub's own words, or ours where it said none. Never contains a token.</param>
public sealed record GitHubError(GitHubErrorKind Kind, string Message)
{
    /// <summary>The HTTP status, or null when there was no answer or when GraphQL said it with 200.</summary>
    public int? Status { get; init; }

    /// <summary>From when another try may succeed. Null: no time is known.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>GraphQL's <c>type</c>, such as <c>NOT_FOUND</c>, or REST's first <c>errors[].code</c>, such as <c>already_exists</c>.</summary>
    public string? Code { get; init; }

    /// <summary>Where in a GraphQL answer it happened, such as <c>r3.pullRequest</c>.</summary>
    public string? Path { get; init; }

    /// <summary>A limit stopped a document of which a part has been done.</summary>
    public bool IsPartly { get; init; }

    /// <summary>
    /// Whether the same request, sent again at <see cref="RetryAt"/> or after a while, may succeed. After <see cref="GitHubErrorKind.Unknown"/>
    /// it may, but only once the caller has looked whether the write took place.
    /// </summary>
    public bool CanRetry => Kind is GitHubErrorKind.RateLimited or GitHubErrorKind.SecondaryLimited or GitHubErrorKind.Unavailable
        or GitHubErrorKind.Unknown;

    /// <summary>Whether the write may have taken place although no proof came back.</summary>
    public bool IsUnclear => Kind is GitHubErrorKind.Unknown || IsPartly;
}
