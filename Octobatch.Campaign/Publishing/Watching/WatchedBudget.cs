using Octobatch.GitHub.Budgets;

namespace Octobatch.Campaigns.Publishing.Watching;

/// <summary>What an installation may still do (<see cref="InstallationBudget"/>), and how closely its pull requests are watched for it.</summary>
public sealed record WatchedBudget(
    long InstallationId, SpentBudget? ContentPerMinute, SpentBudget? ContentPerHour, PrimaryBudget? Core, PrimaryBudget? Graphql, DateTimeOffset? ClosedUntil,
    int Refusals, WatchBound Watching)
{
    internal static WatchedBudget Of(InstallationBudget budget, long open, WatchPace pace) => new(
        budget.InstallationId, budget.ContentPerMinute, budget.ContentPerHour, budget.Core, budget.Graphql, budget.ClosedUntil, budget.Refusals,
        new(open, (int)Math.Ceiling(pace.Resting.TotalSeconds), (int)Math.Ceiling(pace.Moving.TotalSeconds), (int)Math.Ceiling(pace.Bound.TotalSeconds)));
}

/// <summary>How far the state of pull requests may be behind GitHub's when no webhook comes. With webhooks it is seconds.</summary>
/// <param name="PullRequests">That are watched.</param>
/// <param name="RestingSeconds">Between two looks at one that does not move.</param>
/// <param name="MovingSeconds">Between two looks at one whose checks are under way.</param>
/// <param name="BehindAtMostSeconds">900 for up to 20,000 pull requests; beyond that what GitHub's hourly limit allows.</param>
public sealed record WatchBound(long PullRequests, int RestingSeconds, int MovingSeconds, int BehindAtMostSeconds);
