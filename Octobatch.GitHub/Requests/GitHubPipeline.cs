using Microsoft.Extensions.Logging;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Tokens;

namespace Octobatch.GitHub.Requests;

/// <summary>
/// Sends a request until it has an answer that counts: with another token when GitHub refuses this one, again when it only reads, and never
/// again when a write's end is unclear.
/// </summary>
internal sealed partial class GitHubPipeline(
    InstallationTokens tokens, GitHubTransport transport, TimeProvider time, ILogger<GitHubPipeline> logger)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TokenWait = TimeSpan.FromSeconds(1);

    /// <summary>A token this young knows what its installation grants.</summary>
    private static readonly TimeSpan GrantedOfLate = TimeSpan.FromMinutes(1);

    public async Task<GitHubResult<GitHubAnswer>> SendAsync(
        long installation, TokenScope scope, GitHubRequest request, CancellationToken cancellation)
    {
        InstallationToken? refused = null;
        for (var tries = 1; ; tries++)
        {
            var asked = await tokens.GetAsync(installation, scope, refused, cancellation);
            if (!asked.Ok)
                return asked.Error;
            var token = asked.Value;
            var result = await transport.SendAsync(new(request, installation, scope, token), cancellation);
            if (result.Ok)
                return result;

            var error = result.Error;
            request = request with { Slot = null };
            if (MayBeTooNew(error, token))
            {
                // GitHub does not know its own new token everywhere at once; another one would be newer still.
                LogTooNew(installation, error.Status);
                await Task.Delay(TokenWait, time, cancellation);
                tries--;
            }
            else if (error.Kind is GitHubErrorKind.Unauthorized && refused is null)
            {
                LogRefused(installation);
                refused = token;
            }
            else if (!request.Writes && error.CanRetry && tries < request.MostTries)
            {
                // A limit's wait is the budget's matter.
                if (error.Kind is GitHubErrorKind.Unavailable)
                    await Task.Delay(FirstWait * Math.Pow(4, tries - 1), time, cancellation);
            }
            else
            {
                return result;
            }
        }
    }

    /// <summary>What tokens of the installation may do.</summary>
    /// <param name="missing">What is not granted of what somebody needs; while it is anything, a token of an hour ago is not taken for an answer.</param>
    public async Task<GitHubResult<IReadOnlyList<string>>> MissingAsync(
        long installation, TokenScope scope, Func<IReadOnlyDictionary<string, string>, IReadOnlyList<string>> missing, CancellationToken cancellation)
    {
        var token = await tokens.GetAsync(installation, scope, null, cancellation);
        if (token.Ok && missing(token.Value.Permissions).Count > 0 && time.GetUtcNow() - token.Value.MintedAt > GrantedOfLate)
            token = await tokens.GetAsync(installation, scope, token.Value, cancellation);
        return token.Map(known => missing(known.Permissions));
    }

    private bool MayBeTooNew(GitHubError error, InstallationToken token) =>
        error is { Status: 401 or 403 or 404, Kind: GitHubErrorKind.Unauthorized or GitHubErrorKind.Forbidden or GitHubErrorKind.NotFound }
        && time.GetUtcNow() - token.MintedAt < InstallationToken.Settling;

    [LoggerMessage(LogLevel.Debug, "GitHub answered {Status} to a token of installation {Installation} that is seconds old; trying it again")]
    private partial void LogTooNew(long installation, int? status);

    [LoggerMessage(LogLevel.Information, "GitHub refused the token of installation {Installation}; asking for another")]
    private partial void LogRefused(long installation);
}
