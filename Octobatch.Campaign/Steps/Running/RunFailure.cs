using Octobatch.GitHub.Errors;

namespace Octobatch.Campaigns.Steps.Running;

/// <summary>Why a repository has no result.</summary>
/// <param name="Reason">For people; without secrets.</param>
/// <param name="Retryable">Whether the same may succeed later.</param>
public sealed record RunFailure(string Reason, bool Retryable)
{
    /// <summary>GitHub's part in it, with the time from which a retry may succeed.</summary>
    public GitHubError? GitHub { get; init; }

    internal static RunFailure Of(GitHubError error, string what) =>
        new($"{what}: {error.Message}", error.CanRetry || error.Kind is GitHubErrorKind.Unauthorized) { GitHub = error };
}
