namespace Octobatch.Campaigns.Changesets;

/// <summary>A row of <c>changeset_events</c>: what happened to a changeset.</summary>
/// <param name="Event">Such as <see cref="ChangesetEvents.Previewed"/>.</param>
/// <param name="State">Of the changeset afterwards.</param>
/// <param name="Run">Number of the run, where one did it.</param>
/// <param name="By"><c>key:ID</c>, <c>user:LOGIN</c>, <c>github:LOGIN</c> or <c>system</c>.</param>
/// <param name="Detail">In words.</param>
public sealed record ChangesetEventRow(
    long Id, string Campaign, long RepositoryId, DateTimeOffset At, string Event, string State, int? Run, string By, string? Detail);

/// <summary>Values of <c>event</c>.</summary>
public static class ChangesetEvents
{
    /// <summary>A preview has a result.</summary>
    public const string Previewed = "previewed";
}
