using System.Collections.Concurrent;

namespace Octobatch.Gateway.Keys;

/// <summary>Remembers up to <paramref name="capacity"/> values; a full one starts afresh, which costs each key one more look-up.</summary>
internal sealed class BoundedCache<TValue>(int capacity) where TValue : class
{
    private readonly ConcurrentDictionary<string, TValue> values = new(StringComparer.Ordinal);
    private int count; // ConcurrentDictionary.Count takes every lock

    public TValue? Find(string key) => values.GetValueOrDefault(key);

    /// <summary>Remembers the value, unless something else was remembered since <paramref name="seen"/> was found.</summary>
    public void Replace(string key, TValue? seen, TValue value)
    {
        if (seen is not null)
            values.TryUpdate(key, value, seen);
        else if (values.TryAdd(key, value))
            Grow();
    }

    /// <summary>Remembers the value, whatever was remembered before.</summary>
    public void Set(string key, TValue value)
    {
        if (values.TryAdd(key, value))
            Grow();
        else
            values[key] = value;
    }

    private void Grow()
    {
        if (Interlocked.Increment(ref count) <= capacity)
            return;
        values.Clear();
        Interlocked.Exchange(ref count, 0);
    }
}
