using System.Text.Json;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Tokens.App;

/// <summary>
/// Asks <c>GET /app</c> at start, so that a key that does not belong to the App's id is known before the first token is wanted: in the
/// log and in <c>/healthz</c>. A GitHub that cannot be reached is asked again.
/// </summary>
internal sealed partial class AppCheck(
    AppClient app, AppFailures failures, GitHubSettings github, ConfigurationProblems problems, TimeProvider time, ILogger<AppCheck> logger)
    : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (failures.NotConfigured() is not null)
            return; // said at start
        SettingProblem? reported = null;
        for (var known = false; !known && !stoppingToken.IsCancellationRequested;)
        {
            var outcome = await app.SendAsync(HttpMethod.Get, "app", null, stoppingToken);
            if (outcome.Failure is { Code: "app_credentials_refused" } refused)
            {
                if (reported is null)
                {
                    problems.Add(reported = new(AppSettings.IdVariable, refused.Detail));
                    LogMismatch(reported.Message);
                }
            }
            else if (outcome.Value is { Status: 200, Body: var body })
            {
                known = true;
                if (reported is not null)
                    problems.Remove(reported);
                LogApp(SlugOf(body), github.ApiBaseUrl.Host);
            }

            if (!known)
                await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string SlugOf(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("slug", out var slug) ? slug.ToString() : "?";
    }

    [LoggerMessage(LogLevel.Error, "{Problem}")]
    private partial void LogMismatch(string problem);

    [LoggerMessage(LogLevel.Information, "Works as the GitHub App {Slug} at {Host}")]
    private partial void LogApp(string slug, string host);
}
