using System.Net.Sockets;
using Npgsql;
using Octobatch.Gateway.Authentication;
using Octobatch.Gateway.Keys;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Gateway.Sessions;

/// <summary>
/// Finds who a session cookie belongs to. An answer is believed for as long as a key's (<see cref="KeyLookup.Fresh"/>): a sign-out or a
/// revoked key reaches every replica within that time, and this one at once.
/// </summary>
internal sealed partial class SessionLookup(SessionStore store, AdminKeySettings admin, TimeProvider time, ILogger<SessionLookup> logger)
{
    private static readonly TimeSpan QueryLimit = TimeSpan.FromSeconds(2);

    private static readonly Failure Unavailable = new(
        503, "sessions_unavailable", "The sign-in cannot be checked", "The database cannot be reached. Try again in a few seconds.")
    {
        RetryAfter = KeyLookup.Fresh,
    };

    private readonly byte[]? adminHash = admin.Usable is { } key ? KeyText.Hash(key) : null;
    private readonly BoundedCache<Entry> known = new(capacity: 10_000);

    /// <returns>Who it is, or null; or why nobody knows.</returns>
    public async ValueTask<(SignedIn? Who, Failure? Failure)> FindAsync(string cookie)
    {
        if (!SessionText.MayBeOurs(cookie))
            return default;
        var hash = SessionText.Hash(cookie);
        var id = Convert.ToHexString(hash);
        var seen = known.Find(id);
        if (seen is not null && time.GetElapsedTime(seen.At) < KeyLookup.Fresh)
            return (seen.Who, null);
        try
        {
            using var limit = new CancellationTokenSource(QueryLimit);
            var found = await store.FindAsync(hash, adminHash, limit.Token).WaitAsync(limit.Token);
            if (found is not null || seen is not null)
                known.Replace(id, seen, new(found, time.GetTimestamp()));
            return (found, null);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or OperationCanceledException or DependencyNotConfiguredException)
        {
            LogUnavailable(e.Message);
            return (null, Unavailable);
        }
    }

    /// <summary>Makes a sign-out effective here at once.</summary>
    public void Forget(byte[] hash) => known.Set(Convert.ToHexString(hash), new(null, time.GetTimestamp()));

    [LoggerMessage(LogLevel.Warning, "Sessions cannot be checked: {Reason}")]
    private partial void LogUnavailable(string reason);

    private sealed record Entry(SignedIn? Who, long At);
}
