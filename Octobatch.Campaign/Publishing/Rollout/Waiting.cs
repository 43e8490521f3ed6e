namespace Octobatch.Campaigns.Publishing.Rollout;

/// <summary>Why a changeset is not published yet.</summary>
/// <param name="Reason">A sentence for people.</param>
/// <param name="Until">When it is looked at again at the latest; null: when something else has happened, as the reason says.</param>
public sealed record Waiting(WaitingFor For, string Reason, DateTimeOffset? Until);

public enum WaitingFor
{
    KillSwitch,
    Pause,

    /// <summary>The wave before is not healthy yet.</summary>
    Wave,
    Window,
    MaxPerDay,
    MaxOpen,

    /// <summary>GitHub's pace in this installation.</summary>
    Budget,

    /// <summary>The last try failed for now.</summary>
    Retry,
}
