using System.Security.Cryptography;
using System.Text;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Redis;
using Octobatch.Tokens.App;
using StackExchange.Redis;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// The tokens that all replicas share through Redis. Losing Redis at any moment costs a request to GitHub and nothing else, so every
/// failure here reads as "not there". Whether a token is still good is decided by its own times; keys expire only to clean up.
/// </summary>
internal sealed partial class SharedTokens(
    RedisStore redis, TokenVault vault, AppSettings app, GitHubSettings github, GitHubClock clock, TokenSettings settings,
    ILogger<SharedTokens> logger)
{
    private const string ReleaseScript = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";
    private static readonly TimeSpan LockLife = AppClient.Limit + TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    private readonly string home = HomeOf(github, app);

    /// <summary>Before every name in Redis: tokens of another GitHub or App may live in the same one.</summary>
    public string Prefix { get; } = $"octobatch:token:{Hash(HomeOf(github, app))[..16]}:";

    /// <summary>A usable token that is not due for renewal yet, or null.</summary>
    public Task<InstallationToken?> FindAsync(TokenKey key) => TryAsync(async database =>
    {
        var (place, name) = Place(key);
        var forgottenAt = database.StringGetAsync(Forgotten(key.Installation));
        var value = (byte[]?)await database.StringGetAsync(name);
        if (value is null || vault.Decrypt(value, place) is not { } plain)
            return null;
        var token = InstallationToken.FromShared(plain, settings.Margin);
        var wasForgotten = (await forgottenAt).TryParse(out long at) && token.MintedAt.ToUnixTimeMilliseconds() <= at;
        return wasForgotten || token.ExpiresAt - clock.Now <= InstallationToken.EarliestRenewal + settings.Margin ? null : token;
    });

    /// <summary>
    /// The right to mint for a while, or null when another replica has it. Without Redis everybody has it.
    /// </summary>
    public async Task<string?> TryLockAsync(TokenKey key)
    {
        var id = Guid.NewGuid().ToString("N");
        var taken = await TryAsync<object>(async database =>
            await database.StringSetAsync(Lock(key), id, LockLife, When.NotExists) ? null : "taken");
        return taken is null ? id : null;
    }

    /// <summary>Waits for the replica that has the lock; its token, or null when it gave up or takes too long.</summary>
    public Task<InstallationToken?> WaitForOtherAsync(TokenKey key) => TryAsync(async database =>
    {
        // Real time, as any limit on waiting for another machine: no decision about a token hangs on it.
        using var timer = new PeriodicTimer(Poll);
        for (var waited = TimeSpan.Zero; waited < LockLife; waited += Poll)
        {
            var isLocked = await database.KeyExistsAsync(Lock(key)); // before the token: it is stored before the lock goes
            if (await FindAsync(key) is { } token || !isLocked)
                return await FindAsync(key);
            await timer.WaitForNextTickAsync();
        }

        return null;
    });

    public Task StoreAsync(TokenKey key, InstallationToken token) => TryAsync<object>(async database =>
    {
        var (place, name) = Place(key);
        await database.StringSetAsync(name, vault.Encrypt(token.ToShared(), place), Kept);
        return null;
    });

    public Task UnlockAsync(TokenKey key, string id) => TryAsync<object>(async database =>
    {
        await database.ScriptEvaluateAsync(ReleaseScript, [Lock(key)], [id], CommandFlags.FireAndForget);
        return null;
    });

    /// <summary>Removes a token that GitHub refused, unless another has already taken its place.</summary>
    public Task DropAsync(TokenKey key, byte[] sha256) => TryAsync<object>(async database =>
    {
        if (await FindAsync(key) is { } shared && shared.Sha256.AsSpan().SequenceEqual(sha256))
            await database.KeyDeleteAsync(Place(key).Name);
        return null;
    });

    /// <summary>Makes every token of an installation that was minted until now unusable for all replicas.</summary>
    public Task ForgetAsync(long installation) => TryAsync<object>(async database =>
    {
        await database.StringSetAsync(Forgotten(installation), clock.Now.ToUnixTimeMilliseconds(), Kept);
        return null;
    });

    private RedisKey Forgotten(long installation) => $"{Prefix}forgotten:{installation}";

    internal RedisKey Lock(TokenKey key) => $"{Place(key).Name}:lock";

    private static string HomeOf(GitHubSettings github, AppSettings app) => $"{github.ApiBaseUrl.AbsoluteUri.TrimEnd('/')}|app:{app.AppId}";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // The place holds all that tells tokens apart; its hash is the name, because scopes can be long.
    private (string Place, string Name) Place(TokenKey key)
    {
        var place = $"{home}|{key}";
        return (place, Prefix + Hash(place));
    }

    private async Task<T?> TryAsync<T>(Func<IDatabase, Task<T?>> use) where T : class
    {
        await redis.ConnectAsync();
        if (!redis.IsAvailable)
            return null;
        try
        {
            return await use(redis.Database);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            LogWithout(e.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Installation tokens are not shared while Redis fails: {Reason}")]
    private partial void LogWithout(string reason);
}
