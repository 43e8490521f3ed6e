using Octobatch.GitHub.Errors;

namespace Octobatch.Campaigns.Previews;

/// <summary>What an error of GitHub's means to a preview.</summary>
internal static class Troubles
{
    // Suspended, not installed, a permission taken away: somebody has to do something first, which may happen while a run goes on.
    private const int MostRefusals = 3;
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AfterLimit = TimeSpan.FromMinutes(1);

    /// <summary>An error that concerns this repository alone.</summary>
    public static Outcome OfRepository(GitHubError error, TimeProvider time) => error.Kind switch
    {
        GitHubErrorKind.NotFound => new Failed(FailureCodes.NotFound, "GitHub has no such repository, or does not show it to the installation any more.", Retryable: false),
        GitHubErrorKind.TooLarge => new Failed(FailureCodes.TooLarge, error.Message, Retryable: false),
        _ => OfInstallation(error, time),
    };

    /// <summary>An error that would have met any other repository of the installation too.</summary>
    public static Outcome OfInstallation(GitHubError error, TimeProvider time) => error.Kind switch
    {
        GitHubErrorKind.RateLimited or GitHubErrorKind.SecondaryLimited =>
            new Later(FailureCodes.GitHubUnavailable, error.Message, error.RetryAt ?? time.GetUtcNow() + AfterLimit, Later.AnyNumber),
        GitHubErrorKind.Unavailable or GitHubErrorKind.Unknown or GitHubErrorKind.Conflict =>
            new Later(FailureCodes.GitHubUnavailable, error.Message, error.RetryAt, Later.Default),
        GitHubErrorKind.Forbidden or GitHubErrorKind.Unauthorized or GitHubErrorKind.NotFound =>
            new Later(FailureCodes.GitHubRefused, error.Message, time.GetUtcNow() + AfterRefusal, MostRefusals),
        _ => new Failed(FailureCodes.GitHubRefused, error.Message, Retryable: true),
    };
}
