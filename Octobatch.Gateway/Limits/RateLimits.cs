using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Limits;

/// <summary>One bucket for each key or user, and a smaller one for each address that comes without either.</summary>
internal sealed class RateLimits(LimitSettings settings, TimeProvider time) : IConfigureOptions<RateLimiterOptions>, IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> limiter = PartitionedRateLimiter.Create<HttpContext, Bucket>(
        context => RateLimitPartition.Get(Bucket.Of(context), bucket => new TokenBucket(
            bucket.IsAnonymous ? settings.AnonymousRequestsPerMinute : settings.RequestsPerMinute, time)));

    /// <summary>Whether the caller, as known so far, has no request left. Takes none.</summary>
    public bool IsExhausted(HttpContext context)
    {
        using var lease = limiter.AttemptAcquire(context, permitCount: 0);
        return !lease.IsAcquired;
    }

    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = limiter;
        options.OnRejected = (context, _) => new(new Failure(429, "too_many_requests", "Too many requests", "Wait for as long as Retry-After says.")
        {
            RetryAfter = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : null,
        }.ExecuteAsync(context.HttpContext));
    }

    public void Dispose() => limiter.Dispose();

    private sealed record Bucket(string Name, bool IsAnonymous)
    {
        public static Bucket Of(HttpContext context) =>
            context.User.FindFirst(Caller.SubjectClaim)?.Value is { } subject
                ? new(subject, false)
                : new(Address(context.Connection.RemoteIpAddress), true);

        // Whoever has one IPv6 address usually has the whole /64.
        private static string Address(IPAddress? address) => address switch
        {
            null => "",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
            _ => address.ToString(),
        };
    }
}
