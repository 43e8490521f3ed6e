namespace Octobatch.Benchmarks.Load;

/// <summary>How many requests were answered, and how long each took, to 5 µs.</summary>
internal sealed class LoadResult
{
    private const int Buckets = 40_000;
    private const double MicrosecondsPerBucket = 5;
    private readonly int[] counts = new int[Buckets];

    public long Requests { get; private set; }

    public TimeSpan Elapsed { get; private set; }

    public double PerSecond => Requests / Elapsed.TotalSeconds;

    public void Add(TimeSpan took)
    {
        counts[Math.Min(Buckets - 1, (int)(took.TotalMicroseconds / MicrosecondsPerBucket))]++;
        Requests++;
    }

    /// <summary>In milliseconds.</summary>
    public double Percentile(double share)
    {
        var left = (long)(Requests * share);
        var bucket = 0;
        while (bucket < Buckets - 1 && (left -= counts[bucket]) > 0)
            bucket++;
        return (bucket + 1) * MicrosecondsPerBucket / 1000;
    }

    public static LoadResult Sum(IEnumerable<LoadResult> parts, TimeSpan elapsed)
    {
        var sum = new LoadResult { Elapsed = elapsed };
        foreach (var part in parts)
        {
            sum.Requests += part.Requests;
            for (var i = 0; i < Buckets; i++)
                sum.counts[i] += part.counts[i];
        }

        return sum;
    }
}
