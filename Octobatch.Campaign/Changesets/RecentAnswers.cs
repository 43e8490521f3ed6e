using System.Collections.Concurrent;

namespace Octobatch.Campaigns.Changesets;

/// <summary>
/// Answers that cost the database a pass over very many rows, kept for a few seconds, so that a page that several people watch does not have
/// them computed for each of them and each time. Those over few rows are never kept: they are cheap, and always the newest.
/// </summary>
internal sealed class RecentAnswers<T>(TimeProvider time)
{
    /// <summary>Rows from which on an answer is kept.</summary>
    public const int Many = 10_000;

    /// <summary>How old an answer may be. The pages look once more after a longer rest than this, so that none stays behind.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Answer> answers = new(StringComparer.Ordinal);

    public bool TryFind(string key, out T answer)
    {
        var found = answers.TryGetValue(key, out var kept) && time.GetElapsedTime(kept.At) < Kept;
        answer = found ? kept.Value : default!;
        return found;
    }

    /// <summary>Drops the answer if it is at least so old.</summary>
    public void Forget(string key, TimeSpan age)
    {
        if (answers.TryGetValue(key, out var kept) && time.GetElapsedTime(kept.At) >= age)
            answers.TryRemove(KeyValuePair.Create(key, kept));
    }

    /// <param name="rows">That it was made of.</param>
    /// <param name="at">When it was asked for, by the clock's timestamps: what has changed since is not in it.</param>
    public void Keep(string key, T answer, long rows, long at)
    {
        foreach (var old in answers.Where(old => time.GetElapsedTime(old.Value.At) >= Kept))
            answers.TryRemove(old);
        if (rows >= Many)
            answers[key] = new(answer, at);
    }

    private readonly record struct Answer(T Value, long At);
}
