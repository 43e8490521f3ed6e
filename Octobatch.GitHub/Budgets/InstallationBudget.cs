namespace Octobatch.GitHub.Budgets;

/// <summary>What an installation may still do, as all replicas know it together.</summary>
/// <param name="ContentPerMinute">Content-creating requests of the last minute; null when limits are off.</param>
/// <param name="ContentPerHour">Content-creating requests of the last hour; null when limits are off.</param>
/// <param name="Core">GitHub's hourly limit of REST; null when no answer has told it of late.</param>
/// <param name="Graphql">GitHub's hourly limit of GraphQL, in points; null when no answer has told it of late.</param>
/// <param name="ClosedUntil">GitHub refused, and nothing is sent before this; null when it is open.</param>
/// <param name="Refusals">Refusals not yet forgotten; each halves the rate.</param>
public sealed record InstallationBudget(
    long InstallationId, SpentBudget? ContentPerMinute, SpentBudget? ContentPerHour, PrimaryBudget? Core, PrimaryBudget? Graphql, DateTimeOffset? ClosedUntil,
    int Refusals);

/// <param name="Limit">As it is now: refusals lower it for a while.</param>
/// <param name="Used">What has its moment already, but is not sent yet, included.</param>
public sealed record SpentBudget(int Limit, int Used)
{
    public int Remaining => Math.Max(0, Limit - Used);
}

/// <param name="ResetAt">When all of it is there again.</param>
public sealed record PrimaryBudget(int Limit, int Remaining, DateTimeOffset ResetAt);
