using System.Collections.Concurrent;
using System.Security.Claims;

namespace Octobatch.ServiceDefaults.ServiceAuth;

/// <summary>Tokens found valid, until they expire. Bounded: a full one starts afresh, which costs each caller one more check.</summary>
internal sealed class ValidatedTokens(int capacity)
{
    private readonly ConcurrentDictionary<string, (ClaimsPrincipal Principal, DateTimeOffset Until)> entries = new(StringComparer.Ordinal);
    private int count; // ConcurrentDictionary.Count takes every lock

    public ClaimsPrincipal? Find(string token, DateTimeOffset now) =>
        entries.TryGetValue(token, out var entry) && entry.Until > now ? entry.Principal : null;

    public void Add(string token, ClaimsPrincipal principal, DateTimeOffset until)
    {
        if (!entries.TryAdd(token, (principal, until)) || Interlocked.Increment(ref count) <= capacity)
            return;
        entries.Clear();
        Interlocked.Exchange(ref count, 0);
    }
}
