using System.Collections.Concurrent;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// GitHub's refusals (suspended, unknown, not granted, limited), remembered for a short while, so that asking again and again does not
/// reach GitHub. Bounded: a full one starts afresh.
/// </summary>
public sealed class Refusals(TimeProvider time)
{
    /// <summary>How long a refusal stands that GitHub gave no time for.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);
    private const int Capacity = 15_000;
    private readonly ConcurrentDictionary<TokenKey, (Failure Failure, DateTimeOffset Until)> entries = new();

    public Failure? Find(in TokenKey key)
    {
        if (entries.IsEmpty || !entries.TryGetValue(key, out var entry))
            return null;
        var left = entry.Until - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return null;
        return entry.Failure.RetryAfter is null ? entry.Failure : entry.Failure with { RetryAfter = left };
    }

    public void Remember(TokenKey key, Failure failure)
    {
        if (entries.Count >= Capacity)
            entries.Clear();
        var life = failure.RetryAfter ?? Life;
        entries[key] = (failure, time.GetUtcNow() + (life < LongestLife ? life : LongestLife));
    }

    public void Forget(long installation)
    {
        foreach (var key in entries.Keys.Where(k => k.Installation == installation))
            entries.TryRemove(key, out _);
    }
}
