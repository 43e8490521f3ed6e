using System.Collections.Concurrent;

namespace Octobatch.Campaigns.Changesets;

/// <summary>
/// Answers that cost the database a pass over very many rows, kept for a few seconds, and read once for all who ask meanwhile, so that a page
/// that several people watch does not have them computed for each of them and each time. Those over few rows are never kept, nor shared: they
/// are cheap, and always the newest.
/// </summary>
internal sealed class RecentAnswers<T>(TimeProvider time)
{
    /// <summary>Rows from which on an answer is kept.</summary>
    public const int Many = 10_000;

    /// <summary>How old an answer may be. The pages look once more after a longer rest than this, so that none stays behind.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Answer> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Reading> underWay = new(StringComparer.Ordinal);

    /// <param name="read">Reads it, and says out of how many rows it was made. What others may wait for goes on when who asked first has gone.</param>
    public async Task<T> ReadAsync(string key, Func<CancellationToken, Task<(T Answer, long Rows)>> read, CancellationToken cancellation)
    {
        if (TryFind(key, out var known))
            return known;
        Reading? own = null;
        own = new(new(() => ReadForAllAsync(key, read, own!)), time.GetTimestamp());
        var first = underWay.GetOrAdd(key, own);
        var answer = await first.Answer.Value.WaitAsync(cancellation);
        return (first == own || answer.Rows >= Many ? answer : await ReadNowAsync(key, read, cancellation)).Value;
    }

    public bool TryFind(string key, out T answer)
    {
        var found = answers.TryGetValue(key, out var kept) && time.GetElapsedTime(kept.At) < Kept;
        answer = found ? kept!.Value : default!;
        return found;
    }

    /// <summary>Drops the answer if it is at least so old, also where it is still under way.</summary>
    public void Forget(string key, TimeSpan age)
    {
        if (answers.TryGetValue(key, out var kept) && time.GetElapsedTime(kept.At) >= age)
            answers.TryRemove(KeyValuePair.Create(key, kept));
        if (underWay.TryGetValue(key, out var reading) && time.GetElapsedTime(reading.At) >= age)
            underWay.TryRemove(KeyValuePair.Create(key, reading));
    }

    /// <param name="rows">That it was made of.</param>
    /// <param name="at">When it was asked for, by the clock's timestamps: what has changed since is not in it.</param>
    public void Keep(string key, T answer, long rows, long at) => Keep(key, new(answer, rows, at));

    private async Task<Answer> ReadForAllAsync(string key, Func<CancellationToken, Task<(T Answer, long Rows)>> read, Reading own)
    {
        try
        {
            return await ReadNowAsync(key, read, CancellationToken.None);
        }
        finally
        {
            underWay.TryRemove(KeyValuePair.Create(key, own));
        }
    }

    private async Task<Answer> ReadNowAsync(string key, Func<CancellationToken, Task<(T Answer, long Rows)>> read, CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        var (value, rows) = await read(cancellation);
        var answer = new Answer(value, rows, asked);
        Keep(key, answer);
        return answer;
    }

    private void Keep(string key, Answer answer)
    {
        foreach (var old in answers.Where(old => time.GetElapsedTime(old.Value.At) >= Kept))
            answers.TryRemove(old);
        if (answer.Rows >= Many)
            answers[key] = answer;
    }

    private sealed record Answer(T Value, long Rows, long At);

    private sealed record Reading(Lazy<Task<Answer>> Answer, long At);
}
