namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>Which GitHub: GitHub.com or a GitHub Enterprise Server. Credentials are the token service's alone.</summary>
public sealed class GitHubSettings : ISettings
{
    public static string? Dependency => "github_api";

    /// <summary>REST base without a slash at its end: <c>https://api.github.com</c>, or <c>https://HOST/api/v3</c> for GHES.</summary>
    [Setting("OCTOBATCH_GITHUB_API_BASE_URL", "Octobatch:GitHub:ApiBaseUrl")]
    public Uri ApiBaseUrl { get; init; } = new("https://api.github.com");

    public IEnumerable<SettingProblem> Validate()
    {
        if (ApiBaseUrl.Scheme == "file" || ApiBaseUrl.Query.Length > 0 || ApiBaseUrl.UserInfo.Length > 0)
        {
            yield return new("OCTOBATCH_GITHUB_API_BASE_URL",
                "OCTOBATCH_GITHUB_API_BASE_URL must be an http or https URL without user, password or query, such as https://HOST/api/v3");
        }
    }
}
