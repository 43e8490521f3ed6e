namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>Where a changeset stands; docs/architecture.md has the table of what leads where.</summary>
public enum ChangesetState
{
    Selected,
    NoChange,
    Ready,
    Publishing,
    Open,
    Merged,
    Closed,
    NeedsHuman,
    Failed,
    Cancelled,
}
