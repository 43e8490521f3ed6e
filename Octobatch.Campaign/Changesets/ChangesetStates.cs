namespace Octobatch.Campaigns.Changesets;

/// <summary>Values of a changeset's <c>state</c>.</summary>
public static class ChangesetStates
{
    /// <summary>A preview has not looked at it yet.</summary>
    public const string Selected = "selected";

    public const string NoChange = "no_change";

    /// <summary>There is a patch to look at and to publish.</summary>
    public const string Ready = "ready";

    public const string Publishing = "publishing";
    public const string Open = "open";
    public const string Merged = "merged";
    public const string Closed = "closed";
    public const string NeedsHuman = "needs_human";
    public const string Failed = "failed";

    /// <summary>The run that was to look at it was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Those that nothing of is on GitHub, so that a preview may write and remove them.</summary>
    internal static readonly string[] Unpublished = [Selected, NoChange, Ready, Failed, Cancelled];

    /// <summary>Those whose branch and pull request Octobatch keeps on course.</summary>
    internal static readonly string[] OnGitHub = [Publishing, Open, NeedsHuman];

    /// <summary>Those that nothing more happens to.</summary>
    internal static readonly string[] Ended = [Merged, Closed, Cancelled];

    internal static readonly string[] All = [Selected, NoChange, Ready, Publishing, Open, Merged, Closed, NeedsHuman, Failed, Cancelled];
}
