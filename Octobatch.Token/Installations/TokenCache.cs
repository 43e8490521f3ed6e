using System.Collections.Concurrent;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// The tokens that this replica has. Bounded: when full, the least recently used sixteenth goes. Finding one takes no lock.
/// </summary>
public sealed class TokenCache(TokenSettings settings)
{
    private readonly ConcurrentDictionary<TokenKey, Entry> entries = new();
    private readonly Lock trimming = new();
    private readonly int capacity = Math.Max(1, settings.CacheEntries);
    private int count; // ConcurrentDictionary.Count takes every lock
    private long uses;

    public int Count => Volatile.Read(ref count);

    public InstallationToken? Find(in TokenKey key, DateTimeOffset now)
    {
        if (!entries.TryGetValue(key, out var entry) || now >= entry.Token.UsableUntil)
            return null;
        entry.LastUse = Interlocked.Increment(ref uses);
        return entry.Token;
    }

    public void Set(TokenKey key, InstallationToken token)
    {
        var entry = new Entry(token) { LastUse = Interlocked.Increment(ref uses) };
        var isNew = false;
        entries.AddOrUpdate(key, _ => { isNew = true; return entry; }, (_, _) => { isNew = false; return entry; });
        if (isNew && Interlocked.Increment(ref count) > capacity)
            Trim();
    }

    public void Remove(TokenKey key)
    {
        if (entries.TryRemove(key, out _))
            Interlocked.Decrement(ref count);
    }

    /// <summary>Drops this token, and leaves one that has taken its place since.</summary>
    public void Remove(TokenKey key, InstallationToken token)
    {
        if (entries.TryGetValue(key, out var entry) && ReferenceEquals(entry.Token, token) && entries.TryRemove(new(key, entry)))
            Interlocked.Decrement(ref count);
    }

    /// <summary>Drops every token of an installation, whatever its scope.</summary>
    public void Forget(long installation)
    {
        foreach (var key in entries.Keys.Where(k => k.Installation == installation))
            Remove(key);
    }

    private void Trim()
    {
        lock (trimming)
        {
            var surplus = Count - capacity;
            if (surplus <= 0)
                return;
            foreach (var (key, _) in entries.ToArray().OrderBy(e => e.Value.LastUse).Take(surplus + (capacity / 16)))
                Remove(key);
        }
    }

    private sealed class Entry(InstallationToken token)
    {
        public InstallationToken Token { get; } = token;

        public long LastUse { get; set; }
    }
}
