using System.Globalization;
using System.Net.Http.Headers;

namespace Octobatch.GitHub.Errors;

/// <summary>What an answer says about limits: <c>x-ratelimit-*</c> and <c>Retry-After</c>.</summary>
/// <param name="Resource"><c>core</c>, <c>graphql</c>, <c>search</c> or <c>code_search</c>; null when the server has no limits.</param>
/// <param name="ResetAt">When the primary limit is whole again, in our time: GitHub's clock is read from <c>Date</c>.</param>
/// <param name="RetryAt">From <c>Retry-After</c>, in our time.</param>
public readonly record struct RateHeaders(string? Resource, int? Limit, int? Remaining, DateTimeOffset? ResetAt, DateTimeOffset? RetryAt)
{
    // A primary window is an hour; anything farther away is a clock gone wrong.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(61);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static RateHeaders Read(HttpResponseHeaders headers, DateTimeOffset now) => new(
        Text(headers, "x-ratelimit-resource"),
        Number(headers, "x-ratelimit-limit") is { } limit ? (int)limit : null,
        Number(headers, "x-ratelimit-remaining") is { } remaining ? (int)remaining : null,
        Number(headers, "x-ratelimit-reset") is { } reset ? Ours(DateTimeOffset.FromUnixTimeSeconds(reset), headers.Date ?? now, now) : null,
        headers.RetryAfter switch
        {
            { Delta: { } delta } => now + delta,
            { Date: { } date } => Ours(date, headers.Date ?? now, now),
            _ => null,
        });

    // Both times lack their fractions of a second, so the moment may be up to a second later than it seems.
    private static DateTimeOffset Ours(DateTimeOffset theirs, DateTimeOffset theirNow, DateTimeOffset now)
    {
        var wait = theirs - theirNow + Second;
        return now + (wait > Longest ? Longest : wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
    }

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static long? Number(HttpResponseHeaders headers, string name) =>
        long.TryParse(Text(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
