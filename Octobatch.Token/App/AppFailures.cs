using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Tokens.App;

/// <summary>What can go wrong between this service and GitHub, as answers. None of them holds anything of the request.</summary>
internal sealed class AppFailures(AppSettings settings, GitHubSettings github, ConfigurationProblems problems, GitHubClock clock)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>Why nothing can be asked at all, naming every variable; null when the App is configured.</summary>
    public Failure? NotConfigured()
    {
        if (settings.Keys.Count > 0 && settings.AppId.Length > 0 && problems.Of("github_api") is null)
            return null;
        var wrong = problems.All.Where(p => p.Variable.StartsWith("OCTOBATCH_GITHUB_", StringComparison.Ordinal)).Select(p => p.Message);
        return new(503, "not_configured", "The token service has no usable GitHub App credentials", string.Join("; ", wrong));
    }

    public Failure Unreachable(string reason) =>
        new(502, "github_unreachable", "GitHub cannot be reached", $"{github.ApiBaseUrl.Host}: {reason}") { RetryAfter = Soon };

    public Failure Unreadable() =>
        new(502, "github_answer_unreadable", "GitHub's answer cannot be read",
            $"Is OCTOBATCH_GITHUB_API_BASE_URL ({github.ApiBaseUrl}) the base of GitHub's REST API?")
        { RetryAfter = Soon };

    /// <summary>The failure that an answer means whatever was asked, or null.</summary>
    public Failure? Of(GitHubAnswer answer)
    {
        if (answer.SaysTimeIsWrong)
        {
            return new(503, "clock_refused", "GitHub does not accept this service's time",
                "The clock differs from GitHub's, and correcting by its Date header did not help.")
            { RetryAfter = Soon };
        }

        if (answer.RefusesTheApp)
        {
            return new(503, "app_credentials_refused", "GitHub does not accept the App's credentials",
                $"{AppSettings.IdVariable} and {AppSettings.KeyVariable} do not belong together at {github.ApiBaseUrl.Host}.");
        }

        if (answer.IsLimited)
        {
            return new(503, "github_rate_limited", "GitHub's rate limit for the App is used up", "Try again after the time in Retry-After.")
            {
                RetryAfter = answer.WaitAfterLimit(clock.Now),
            };
        }

        return answer.Status switch
        {
            >= 500 => new(502, "github_unreachable", "GitHub has trouble", $"{github.ApiBaseUrl.Host} answered {answer.Status}.")
            {
                RetryAfter = answer.RetryAfter(clock.Now) ?? Soon,
            },
            >= 300 and < 400 => new(502, "github_redirected", "GitHub is elsewhere",
                $"{github.ApiBaseUrl.Host} answered {answer.Status}, which is not followed: correct OCTOBATCH_GITHUB_API_BASE_URL."),
            _ => null,
        };
    }

    /// <summary>A refusal that GitHub explains itself.</summary>
    public static Failure Refused(GitHubAnswer answer) => answer.Status switch
    {
        404 => new(404, "not_found", "GitHub knows no such thing", "It does not exist, or it belongs to another App."),
        _ => new(answer.Status, "github_refused", "GitHub refuses this", answer.Message is { Length: > 0 } m ? m : $"It answered {answer.Status}."),
    };
}
