namespace Octobatch.GitHub.Budgets;

/// <summary>What an installation may still do, as all replicas know it together.</summary>
/// <param name="Content">Content-creating requests; null when limits are off.</param>
/// <param name="Core">GitHub's hourly limit of REST; null when no answer has told it of late.</param>
/// <param name="Graphql">GitHub's hourly limit of GraphQL, in points; null when no answer has told it of late.</param>
/// <param name="ClosedUntil">GitHub refused, and nothing is sent before this; null when it is open.</param>
/// <param name="Refusals">Refusals not yet forgotten; each halves the rate.</param>
public sealed record InstallationBudget(
    long InstallationId, ContentBudget? Content, PrimaryBudget? Core, PrimaryBudget? Graphql, DateTimeOffset? ClosedUntil, int Refusals);

public sealed record ContentBudget(SpentBudget Minute, SpentBudget Hour);

/// <param name="Limit">As it is now: refusals lower it for a while.</param>
/// <param name="Used">In the last minute or hour, what has its moment already included.</param>
public sealed record SpentBudget(int Limit, int Used)
{
    public int Left => Math.Max(0, Limit - Used);
}

/// <param name="ResetAt">When all of it is there again.</param>
public sealed record PrimaryBudget(int Limit, int Remaining, DateTimeOffset ResetAt);
