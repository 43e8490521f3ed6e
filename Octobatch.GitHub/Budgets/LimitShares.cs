using System.Runtime.InteropServices;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Budgets;

/// <summary>
/// How one limit is shared out, once and for all, so that no moment of change between Redis and no Redis can break it. Writes have their
/// part through Postgres; a replica without Redis has its own small part for reads; the rest belongs to reads through Redis, halved,
/// because a Redis that forgets everything would let them spend it twice.
/// </summary>
/// <param name="Writes">What writes of all replicas may spend together.</param>
/// <param name="Shared">What reads of all replicas may spend together through Redis.</param>
/// <param name="Alone">What the reads of one replica may spend while it has no Redis.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LimitShares(int Writes, int Shared, int Alone)
{
    /// <summary>Mutations that the heaviest ordinary document has: branch, commit and pull request.</summary>
    private const int DocumentPoints = 15;
    private const int WritePoints = 5;

    public static LimitShares Points(LimitSettings limits, GitHubResource resource)
    {
        var graphQL = resource is GitHubResource.GraphQL;
        var all = graphQL ? limits.GraphQLPointsPerMinute : limits.RestPointsPerMinute;
        var writes = ((60_000 + limits.WindowMarginMs) / limits.WriteSpacingMs) + 1; // in a window as it is counted here
        return Of(all, Math.Min(all / 2, writes * (graphQL ? DocumentPoints : WritePoints)), limits.Replicas);
    }

    public static LimitShares Concurrency(LimitSettings limits) =>
        Of(limits.ConcurrentRequests, limits.ConcurrentRequests * 3 / 10, limits.Replicas);

    private static LimitShares Of(int all, int writes, int replicas)
    {
        var alone = Math.Max(1, all / 10 / replicas);
        return new(writes, Math.Max(1, (all - writes - (alone * replicas)) / 2), alone);
    }
}
