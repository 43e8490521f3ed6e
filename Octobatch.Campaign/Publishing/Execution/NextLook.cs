using Octobatch.Campaigns.Publishing.Planning;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>When a changeset is looked at again if nothing says so before. Webhooks make it due at once.</summary>
internal static class NextLook
{
    /// <summary>So long checks may take to begin: a pull request that has none before is not one without.</summary>
    private static readonly TimeSpan New = TimeSpan.FromMinutes(1);

    /// <returns>Null: not until something happens.</returns>
    public static DateTimeOffset? After(Job job, DateTimeOffset now) => job.Row switch
    {
        { State: ChangesetState.Publishing } => now,
        { Asked: Asked.Merge } => now + New,
        { State: ChangesetState.Closed, Asked: not Asked.Nothing } => now,
        { State: ChangesetState.Open } when job.Health.Checks is null => now + New,
        // GitHub finds out whether it can be merged only when somebody asks, and answers the next one who does.
        { State: ChangesetState.Open } when job.Health is { Checks: "pending" } or { Mergeable: "unknown" } => now + job.Pace.Moving,
        { State: ChangesetState.Open } or { State: ChangesetState.NeedsHuman, Pull: not null } => now + job.Pace.Resting,
        // Somebody may open it again, as long as the campaign wants it.
        { State: ChangesetState.Closed, Pull: not null } when !job.Claim.CampaignClosed => now + job.Pace.Resting,
        _ => null,
    };
}
