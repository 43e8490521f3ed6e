using System.Collections.Concurrent;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Budgets;

/// <summary>
/// The queues of one installation in this replica. What waits for another limit stands in another queue, so that a merge need not wait for
/// the hour in which no more pull requests may be created.
/// </summary>
internal sealed class InstallationLanes(LimitSettings limits)
{
    private readonly ConcurrentDictionary<(GitHubResource Resource, bool Writes, bool Content), Turnstile> lanes = [];

    public ReplicaBudget Own { get; } = new(limits);

    /// <summary>Writes under way at once: this replica's part of what writes may have.</summary>
    public Turnstile WritesUnderWay { get; } = new(Math.Max(1, LimitShares.Concurrency(limits).Writes / limits.Replicas));

    /// <summary>How many callers stand in a queue.</summary>
    public int Waiting => WritesUnderWay.Waiting + lanes.Values.Sum(lane => lane.Waiting);

    public Turnstile Of(RequestCost cost) => lanes.GetOrAdd((cost.Resource, cost.Writes, cost.Content > 0), _ => new(1));
}
