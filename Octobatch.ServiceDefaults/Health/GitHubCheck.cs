using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.Health;

/// <summary>
/// Asks <c>GET {base}/rate_limit</c>, which costs nothing. Any status below 500 means reachable: a GHES without limits answers 404, in
/// private mode 401. The answer is used again for 30 s, because services times replicas times probes would otherwise use up the 60
/// anonymous requests an hour.
/// </summary>
internal sealed class GitHubCheck(IHttpClientFactory clients, GitHubSettings settings, ConfigurationProblems problems, TimeProvider time)
    : DependencyCheck(HealthNames.GitHubApi, TimeSpan.FromSeconds(5), problems)
{
    public const string Client = "github_health";
    private static readonly TimeSpan Reuse = TimeSpan.FromSeconds(30);

    private long checkedAt;
    private string? failure;
    private volatile bool known;

    protected override async Task CheckAsync(CancellationToken cancellation)
    {
        if (!known || time.GetElapsedTime(checkedAt) >= Reuse)
        {
            failure = await AskAsync(cancellation);
            checkedAt = time.GetTimestamp();
            known = true;
        }

        if (failure is not null)
            throw new HttpRequestException(failure);
    }

    private async Task<string?> AskAsync(CancellationToken cancellation)
    {
        try
        {
            using var client = clients.CreateClient(Client);
            using var response = await client.GetAsync(
                new Uri(settings.ApiBaseUrl.AbsoluteUri.TrimEnd('/') + "/rate_limit"), HttpCompletionOption.ResponseHeadersRead, cancellation);
            return (int)response.StatusCode < 500 ? null : $"{settings.ApiBaseUrl.Host} answered {(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"{settings.ApiBaseUrl.Host} cannot be reached: {e.GetBaseException().Message}";
        }
    }
}
