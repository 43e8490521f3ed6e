namespace Octobatch.GitHubSimulator.Limits;

/// <summary>GitHub's words for a secondary rate limit.</summary>
internal static class SecondaryRefusal
{
    public const string Message =
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
        + "For more on scraping GitHub and how it may affect your rights, please review our Terms of Service "
        + "(https://docs.github.com/en/site-policy/github-terms/github-terms-of-service)";

    public const string Documentation =
        "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits";
}
