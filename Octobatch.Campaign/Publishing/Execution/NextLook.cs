using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Publishing.Watching;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>When a changeset is looked at again if nothing says so before. Webhooks make it due at once.</summary>
internal static class NextLook
{
    /// <summary>So long checks may take to begin: a pull request that has none before is not one without.</summary>
    private static readonly TimeSpan New = TimeSpan.FromMinutes(1);

    /// <returns>Null: not until something happens.</returns>
    public static DateTimeOffset? After(Recorded row, Health health, WatchPace pace, DateTimeOffset now) => row switch
    {
        { State: ChangesetState.Publishing } => now,
        { Asked: Asked.Merge } => now + New,
        { State: ChangesetState.Closed, Asked: not Asked.Nothing } => now,
        { State: ChangesetState.Open } when health.Checks is null => now + New,
        // GitHub finds out whether it can be merged only when somebody asks, and answers the next one who does.
        { State: ChangesetState.Open } when health is { Checks: "pending" } or { Mergeable: "unknown" } => now + pace.Moving,
        { State: ChangesetState.Open } or { State: ChangesetState.NeedsHuman, Pull: not null } => now + pace.Resting,
        _ => null,
    };
}
