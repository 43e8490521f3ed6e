using System.Collections.Concurrent;
using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.Tokens;

/// <summary>
/// Tokens of this process, kept until shortly before they expire. The token service behind it does the sharing, refreshing and
/// remembering of refusals; this saves the round trip.
/// </summary>
internal sealed class InstallationTokens(TokenServiceClient service, TimeProvider time)
{
    /// <summary>The token service never hands out one with less left than this (OCTOBATCH_GITHUB_TOKEN_SKEW_SECONDS' default).</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);
    private const int MostKept = 5_000;

    private readonly ConcurrentDictionary<(long Installation, TokenScope Scope), Kept> kept = new();

    /// <param name="refused">A token that GitHub has refused: it is dropped, here and there, and another one asked for.</param>
    public async Task<GitHubResult<InstallationToken>> GetAsync(
        long installation, TokenScope scope, InstallationToken? refused, CancellationToken cancellation)
    {
        var mine = kept.GetOrAdd((installation, scope), _ => new());
        if (Usable(mine.Token, refused) is { } token)
            return token;
        await mine.Gate.WaitAsync(cancellation);
        try
        {
            if (Usable(mine.Token, refused) is { } meanwhile)
                return meanwhile;
            var answer = await service.AskAsync(installation, scope, refused, cancellation);
            mine.Token = answer.Value;
            if (kept.Count > MostKept)
                Sweep();
            return answer;
        }
        finally
        {
            mine.Gate.Release();
        }
    }

    private InstallationToken? Usable(InstallationToken? token, InstallationToken? refused) =>
        token is not null && token.Value != refused?.Value && token.ExpiresAt - time.GetUtcNow() > Margin ? token : null;

    private void Sweep()
    {
        var surplus = kept.Count - (MostKept / 2);
        foreach (var (key, entry) in kept.OrderBy(pair => pair.Value.Token?.ExpiresAt ?? DateTimeOffset.MinValue).Take(surplus))
        {
            if (entry.Gate.CurrentCount > 0)
                kept.TryRemove(key, out _);
        }
    }

    private sealed class Kept
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public InstallationToken? Token { get; set; }
    }
}
