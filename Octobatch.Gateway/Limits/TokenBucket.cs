using System.Threading.RateLimiting;

namespace Octobatch.Gateway.Limits;

/// <summary>
/// A bucket of a minute's permits that fills up evenly. .NET's own token bucket reads the machine's stopwatch; this one takes a clock.
/// </summary>
internal sealed class TokenBucket(int perMinute, TimeProvider time) : RateLimiter
{
    private readonly Lock gate = new();
    private double permits = perMinute;
    private long filledAt = time.GetTimestamp();

    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (gate)
            {
                Fill();
                return permits >= perMinute ? TimeSpan.MaxValue : null; // a full bucket is worth no more than a new one
            }
        }
    }

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        lock (gate)
        {
            Fill();
            var wanted = Math.Max(permitCount, 1); // asking for 0 asks whether 1 is there
            if (permits < wanted)
                return new Lease(TimeSpan.FromMinutes((wanted - permits) / perMinute));
            permits -= permitCount;
            return Lease.Acquired;
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AttemptAcquireCore(permitCount)); // nobody waits in line

    private void Fill()
    {
        var now = time.GetTimestamp();
        permits = Math.Min(perMinute, permits + (time.GetElapsedTime(filledAt, now).TotalMinutes * perMinute));
        filledAt = now;
    }

    private sealed class Lease(TimeSpan? retryAfter) : RateLimitLease
    {
        public static readonly Lease Acquired = new(null);

        public override bool IsAcquired => retryAfter is null;

        public override IEnumerable<string> MetadataNames => [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter : null;
            return metadata is not null;
        }
    }
}
