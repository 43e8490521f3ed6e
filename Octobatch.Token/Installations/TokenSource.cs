using System.Collections.Concurrent;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tokens.App;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// Where tokens come from: this replica's memory, else another replica's through Redis, else GitHub. However many ask for the same
/// token at once, one of them is sent on, and nobody's cancellation is another's failure.
/// </summary>
internal sealed partial class TokenSource(
    TokenCache cache, Refusals refusals, SharedTokens shared, TokenMint mint, TokenAudit audit, TokenMetrics metrics,
    GitHubClock clock, AppFailures failures, TimeProvider time, ILogger<TokenSource> logger)
{
    /// <summary>GitHub may refuse a new token for some seconds; whoever meets that must wait with the same token, not ask for another.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RenewAgain = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<TokenKey, Lazy<Task<Outcome<TokenAnswer>>>> flights = new();
    private int forgets;

    /// <summary>The token if this replica has it. Starts its renewal when that is due.</summary>
    public InstallationToken? Cached(in TokenKey key, TokenScope scope)
    {
        var now = clock.Now;
        if (cache.Find(key, now) is not { } token)
            return null;
        if (token.IsDue(now))
            _ = Fly(key, scope, Caller.System);
        return token;
    }

    /// <summary>The token from wherever it can be had.</summary>
    public async Task<Outcome<TokenAnswer>> GetAsync(TokenKey key, TokenScope scope, Caller caller, CancellationToken cancellation)
    {
        if (failures.NotConfigured() is { } missing)
            return missing;
        if (refusals.Find(key) is { } refusal)
            return refusal;
        return await Fly(key, scope, caller).WaitAsync(cancellation);
    }

    /// <summary>
    /// GitHub refused a token that it had accepted before: drops it, so that the next request gets another. One that is only some
    /// seconds old stays, and so does one that is not the present one.
    /// </summary>
    /// <param name="sha256">Of the token that was refused.</param>
    public async Task DropAsync(TokenKey key, byte[] sha256)
    {
        var now = clock.Now;
        if (cache.Find(key, now) is not { } token || !token.Sha256.AsSpan().SequenceEqual(sha256) || now - token.MintedAt < Settling)
            return;
        cache.Remove(key, token);
        await shared.DropAsync(key, sha256);
        LogDropped(key);
    }

    /// <summary>Something about an installation changed: its tokens and refusals here are not trusted any more.</summary>
    public void Forget(long installation)
    {
        Interlocked.Increment(ref forgets); // first, so that what is in flight is not kept
        cache.Forget(installation);
        refusals.Forget(installation);
    }

    private Task<Outcome<TokenAnswer>> Fly(TokenKey key, TokenScope scope, Caller caller) =>
        flights.GetOrAdd(key, _ => new(() => Task.Run(() => FlyOnceAsync(key, scope, caller)))).Value;

    private async Task<Outcome<TokenAnswer>> FlyOnceAsync(TokenKey key, TokenScope scope, Caller caller)
    {
        var before = Volatile.Read(ref forgets);
        try
        {
            // A flight may have landed between the caller's look into the cache and this.
            if (cache.Find(key, clock.Now) is { } known && !known.IsDue(clock.Now))
                return new TokenAnswer(known, IsCached: true);
            var outcome = await ObtainAsync(key, scope, caller);
            Keep(key, outcome, isTrusted: before == Volatile.Read(ref forgets));
            return outcome;
        }
        catch (Exception e)
        {
            LogBroken(key, e); // a renewal in the background has nobody else to tell
            cache.Find(key, clock.Now)?.Postpone(clock.Now + RenewAgain);
            throw;
        }
        finally
        {
            flights.TryRemove(key, out _);
        }
    }

    private async Task<Outcome<TokenAnswer>> ObtainAsync(TokenKey key, TokenScope scope, Caller caller)
    {
        var found = await shared.FindAsync(key);
        var mine = found is null ? await shared.TryLockAsync(key) : null;
        if (found is null && mine is null)
            found = await shared.WaitForOtherAsync(key);
        try
        {
            // Whoever had the lock a moment ago may have stored a token since the first look.
            if (mine is not null)
                found = await shared.FindAsync(key);
            if (found is not null)
            {
                metrics.Adopted();
                return new TokenAnswer(found, IsCached: true);
            }

            var outcome = await MintAsync(key, scope, caller);
            if (outcome.Failed(out var failure, out var token))
                return failure;
            await shared.StoreAsync(key, token);
            return new TokenAnswer(token, IsCached: false);
        }
        finally
        {
            if (mine is not null)
                await shared.UnlockAsync(key, mine);
        }
    }

    private async Task<Outcome<InstallationToken>> MintAsync(TokenKey key, TokenScope scope, Caller caller)
    {
        var started = time.GetTimestamp();
        var outcome = await mint.MintAsync(key.Installation, scope, CancellationToken.None);
        metrics.Asked(time.GetElapsedTime(started), outcome.Failure?.Code ?? "minted");
        if (outcome.Value is { } token)
            await audit.WriteAsync(TokenEntries.Minted(key, token, caller));
        else
            LogRefused(key, outcome.Failure!.Code, outcome.Failure.Detail);
        return outcome;
    }

    private void Keep(TokenKey key, Outcome<TokenAnswer> outcome, bool isTrusted)
    {
        if (outcome.Value is { } answer)
        {
            if (isTrusted)
                cache.Set(key, answer.Token);
        }
        else if (outcome.Failure is { Status: 403 or 404 or 422 } or { Code: "github_rate_limited" })
        {
            if (outcome.Failure.Status != 503)
                cache.Remove(key);
            if (isTrusted)
                refusals.Remember(key, outcome.Failure);
        }

        if (outcome.Failure is not null)
            cache.Find(key, clock.Now)?.Postpone(clock.Now + RenewAgain);
    }

    [LoggerMessage(LogLevel.Warning, "No token for {Key}: {Code}: {Detail}")]
    private partial void LogRefused(TokenKey key, string code, string detail);

    [LoggerMessage(LogLevel.Error, "Getting a token for {Key} failed")]
    private partial void LogBroken(TokenKey key, Exception exception);

    [LoggerMessage(LogLevel.Warning, "GitHub refused the token of {Key}; it is minted anew")]
    private partial void LogDropped(TokenKey key);
}

/// <summary>A token to hand out.</summary>
/// <param name="IsCached">Whether it existed before it was asked for, here or in another replica.</param>
internal sealed record TokenAnswer(InstallationToken Token, bool IsCached)
{
    public ReadOnlyMemory<byte> Json => IsCached ? Token.Answer : Token.FreshAnswer();
}
