using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Octobatch.GitHub.Errors;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Polly;

namespace Octobatch.GitHub.Tokens;

/// <summary>Asks the token service for tokens.</summary>
internal sealed class TokenServiceClient(IHttpClientFactory clients, TimeProvider time)
{
    // Names (by SHA-256) a token that GitHub refuses, so that the token service does not hand it out again.
    private const string RefusedQuery = "?refused_sha256=";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan LittleWait = TimeSpan.FromSeconds(5);

    public async Task<GitHubResult<InstallationToken>> AskAsync(
        long installation, TokenScope scope, InstallationToken? refused, CancellationToken cancellation)
    {
        try
        {
            var path = $"tokens/installations/{installation}{(refused is null ? "" : RefusedQuery + refused.Sha256)}";
            using var request = new HttpRequestMessage(scope.IsFull ? HttpMethod.Get : HttpMethod.Post, path);
            if (!scope.IsFull)
            {
                request.Content = JsonContent.Create(new TokenRequest(
                    scope.RepositoryIds.Count == 0 ? null : scope.RepositoryIds,
                    scope.Permissions.Count == 0 ? null : scope.Permissions), TokenJson.Default.TokenRequest);
            }

            using var client = clients.CreateClient(OctobatchService.Token.Name);
            using var response = await client.SendAsync(request, cancellation);
            return response.IsSuccessStatusCode
                ? Read(await response.Content.ReadFromJsonAsync(TokenJson.Default.TokenAnswer, cancellation))
                : await RefusalAsync(response, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or ExecutionRejectedException or DependencyNotConfiguredException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return Unavailable($"The token service cannot be reached: {e.GetBaseException().Message}");
        }
    }

    private GitHubResult<InstallationToken> Read(TokenAnswer? answer)
    {
        if (answer is null)
            return Unavailable("The token service answered nothing.");
        // One that was just made may be too new for GitHub; of others only the end is known.
        var minted = answer.Cached ? answer.ExpiresAt - Lifetime : time.GetUtcNow();
        return new InstallationToken(answer.Token, answer.ExpiresAt, minted) { Permissions = answer.Permissions ?? new Dictionary<string, string>() };
    }

    private async Task<GitHubError> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        TokenProblem? problem = null;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
            problem = await response.Content.ReadFromJsonAsync(TokenJson.Default.TokenProblem, cancellation);
        var message = string.Join(": ", new[] { problem?.Title, problem?.Detail }.Where(text => !string.IsNullOrEmpty(text)));
        if (message.Length == 0)
            message = $"The token service answered {(int)response.StatusCode}.";
        GitHubErrorKind? kind = response.StatusCode switch
        {
            HttpStatusCode.NotFound => GitHubErrorKind.NotFound,
            HttpStatusCode.Forbidden => GitHubErrorKind.Forbidden,
            HttpStatusCode.UnprocessableEntity => GitHubErrorKind.Forbidden,
            HttpStatusCode.BadRequest => GitHubErrorKind.Validation,
            HttpStatusCode.Unauthorized => GitHubErrorKind.Unauthorized,
            _ => null,
        };
        return kind is { } known
            ? new GitHubError(known, message) { Code = problem?.Code }
            : Unavailable(message) with { Code = problem?.Code, RetryAt = time.GetUtcNow() + (response.Headers.RetryAfter?.Delta ?? LittleWait) };
    }

    private GitHubError Unavailable(string message) =>
        new(GitHubErrorKind.Unavailable, message) { RetryAt = time.GetUtcNow() + LittleWait };
}
