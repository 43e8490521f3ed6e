using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography;
using Npgsql;
using Octobatch.Gateway.Authentication;
using Octobatch.Gateway.Limits;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Keys;

/// <summary>
/// Finds who a key belongs to. A found key is believed for <see cref="Fresh"/>, so that a request costs no query and a revocation
/// reaches every replica within that time; while Postgres is away, for <see cref="Grace"/>. The bootstrap key needs no Postgres at all.
/// </summary>
internal sealed partial class KeyLookup(
    AdminKeySettings admin, KeyStore store, LastUses uses, RateLimits limits, TimeProvider time, ILogger<KeyLookup> logger)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan QueryLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private static readonly Failure Unavailable = new(
        503, "keys_unavailable", "The key cannot be checked", "The database cannot be reached. Try again in a few seconds.")
    {
        RetryAfter = Fresh,
    };

    private readonly byte[]? adminHash = admin.Usable is { } key ? KeyText.Hash(key) : null;
    private readonly BoundedCache<Entry> known = new(capacity: 10_000);
    private readonly BoundedCache<Entry> unknown = new(capacity: 10_000);
    private readonly ConcurrentDictionary<string, Lazy<Task<Answer>>> running = new(StringComparer.Ordinal);
    private long failedAt; // a timestamp; 0 when the last query succeeded

    /// <summary>Whose key this is.</summary>
    /// <param name="context">Wrong keys count against its remote address.</param>
    public async ValueTask<Answer> FindAsync(string key, HttpContext context)
    {
        var hash = KeyText.Hash(key);
        if (adminHash is not null && CryptographicOperations.FixedTimeEquals(hash, adminHash))
            return Answer.Bootstrap;
        if (!KeyText.MayBeKey(key))
            return Answer.Nobody;

        var id = Convert.ToHexString(hash);
        var seen = known.Find(id);
        var answer = (seen ?? unknown.Find(id)) is { } entry && time.GetElapsedTime(entry.CheckedAt) < Fresh
            ? entry.Answer
            : await AskAsync(id, hash, seen, context);
        if (answer.KeyId is { } used)
            uses.Note(used);
        return answer;
    }

    /// <summary>Makes a revocation effective here at once.</summary>
    public void Forget(byte[] hash)
    {
        var now = time.GetTimestamp();
        known.Set(Convert.ToHexString(hash), new(Answer.Nobody, now, now));
    }

    private Task<Answer> AskAsync(string id, byte[] hash, Entry? seen, HttpContext context)
    {
        // Who guesses keys gets no more queries; keys that were in use here go on, whoever shares their address.
        if (seen?.Answer.Principal is null && limits.IsExhausted(context))
            return Task.FromResult(Answer.Nobody);
        // Begun when it is in `running`: it takes itself out, and one that ended before it was put in would answer for ever.
        return running.GetOrAdd(id, _ => new(() => LoadAsync(id, hash, seen))).Value;
    }

    private async Task<Answer> LoadAsync(string id, byte[] hash, Entry? seen)
    {
        try
        {
            if (Volatile.Read(ref failedAt) is not 0 and var failed && time.GetElapsedTime(failed) < PauseAfterFailure)
                return WithoutPostgres(id, seen);
            using var limit = new CancellationTokenSource(QueryLimit);
            var found = await store.FindAsync(hash, limit.Token).WaitAsync(limit.Token);
            Volatile.Write(ref failedAt, 0);
            return Remember(id, seen, found is { } key ? Answer.Of(key.Id, key.Role) : Answer.Nobody);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or OperationCanceledException or DependencyNotConfiguredException)
        {
            Volatile.Write(ref failedAt, time.GetTimestamp());
            LogUnavailable(e.Message);
            return WithoutPostgres(id, seen);
        }
        finally
        {
            running.TryRemove(id, out _);
        }
    }

    private Answer Remember(string id, Entry? seen, Answer answer)
    {
        var now = time.GetTimestamp();
        if (answer.Principal is not null || seen is not null)
            known.Replace(id, seen, new(answer, now, now));
        else
            unknown.Set(id, new(answer, now, now));
        return answer;
    }

    private Answer WithoutPostgres(string id, Entry? seen)
    {
        if (seen is null || time.GetElapsedTime(seen.ConfirmedAt) >= Grace)
            return new(null, null, Unavailable);
        known.Replace(id, seen, seen with { CheckedAt = time.GetTimestamp() });
        return seen.Answer;
    }

    [LoggerMessage(LogLevel.Warning, "Keys cannot be checked; those in use go on for a while: {Reason}")]
    private partial void LogUnavailable(string reason);

    /// <param name="Principal">Null when the key is not valid, or, with <paramref name="Failure"/>, when nobody knows.</param>
    public sealed record Answer(ClaimsPrincipal? Principal, Guid? KeyId, Failure? Failure)
    {
        public static readonly Answer Nobody = new(null, null, null);
        public static readonly Answer Bootstrap = new(Principals.Create(Principals.Bootstrap, CallerRole.Admin), null, null);

        public static Answer Of(Guid id, CallerRole role) => new(Principals.Create($"key:{id}", role), id, null);
    }

    /// <param name="CheckedAt">Timestamp from which it is believed.</param>
    /// <param name="ConfirmedAt">Timestamp at which Postgres last said so.</param>
    private sealed record Entry(Answer Answer, long CheckedAt, long ConfirmedAt);
}
