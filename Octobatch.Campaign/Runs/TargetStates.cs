namespace Octobatch.Campaigns.Runs;

/// <summary>Values of a target's <c>state</c>; null for one that the selection left out.</summary>
public static class TargetStates
{
    /// <summary>Not looked at yet.</summary>
    public const string Selected = "selected";

    /// <summary>The steps change nothing there.</summary>
    public const string NoChange = "no_change";

    /// <summary>There is a patch.</summary>
    public const string Ready = "ready";

    public const string Failed = "failed";
}
