using System.Net.Http.Headers;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Tokens.App;

/// <summary>
/// Asks GitHub as the App. Tries the next key when GitHub cannot decode a JWT (keys are being rotated), and corrects the clock once
/// when GitHub complains about the time. Does not repeat a request for any other reason: the callers do, and know how long they may.
/// </summary>
internal sealed partial class AppClient(
    IHttpClientFactory clients, AppSettings settings, GitHubSettings github, AppJwt jwt, AppFailures failures, GitHubClock clock,
    TimeProvider time, ILogger<AppClient> logger)
{
    public const string Client = "github_app";
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly ProductInfoHeaderValue UserAgent =
        new("octobatch", typeof(AppClient).Assembly.GetName().Version?.ToString(3));

    private readonly string apiBase = github.ApiBaseUrl.AbsoluteUri.TrimEnd('/') + "/";
    private int lastGoodKey;

    /// <param name="path">Below the API's base, without a slash at its beginning; with the query.</param>
    /// <param name="body">JSON, or null for none.</param>
    public async Task<Outcome<GitHubAnswer>> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        if (failures.NotConfigured() is { } missing)
            return missing;
        var keys = settings.Keys;
        var first = Volatile.Read(ref lastGoodKey);
        var corrected = false;
        for (var tried = 0; ;)
        {
            var index = (first + tried) % keys.Count;
            var outcome = await SendOnceAsync(method, path, body, keys[index], cancellation);
            if (outcome.Failed(out var failure, out var answer))
                return failure;
            if (answer.SaysTimeIsWrong && !corrected)
            {
                corrected = true;
                LogCorrected(clock.Offset.TotalSeconds);
            }
            else if (answer.SaysKeyIsWrong && tried + 1 < keys.Count)
            {
                tried++;
                LogNextKey(index + 1, keys.Count);
            }
            else if (failures.Of(answer) is { } refused)
            {
                return refused;
            }
            else
            {
                Volatile.Write(ref lastGoodKey, index);
                return answer;
            }
        }
    }

    private async Task<Outcome<GitHubAnswer>> SendOnceAsync(
        HttpMethod method, string path, byte[]? body, AppKey key, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, apiBase + path);
        request.Headers.Authorization = new("Bearer", jwt.With(key));
        request.Headers.UserAgent.Add(UserAgent);
        request.Headers.Accept.Add(new("application/vnd.github+json"));
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        try
        {
            using var client = clients.CreateClient(Client);
            var asked = time.GetUtcNow();
            using var response = await client.SendAsync(request, cancellation);
            if (response.Headers.Date is { } date)
                clock.Observe(date, asked);
            var content = await response.Content.ReadAsByteArrayAsync(cancellation);
            return new GitHubAnswer((int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.ToString(), content);
        }
        catch (HttpRequestException e)
        {
            return failures.Unreachable(e.GetBaseException().Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return failures.Unreachable($"no answer within {Limit.TotalSeconds:0} s");
        }
    }

    [LoggerMessage(LogLevel.Warning, "GitHub refused the time of a request; its clock is {Seconds:0} s ahead of ours, which is taken into account from now on")]
    private partial void LogCorrected(double seconds);

    [LoggerMessage(LogLevel.Warning, "GitHub does not accept the App's private key number {Key} of {Count}; trying the next")]
    private partial void LogNextKey(int key, int count);
}
