namespace Octobatch.Gateway.Web.Campaigns;

/// <summary>The states of changesets and runs, as pages show them.</summary>
internal static class States
{
    /// <summary>Of changesets, in the order in which bars and legends have them: what is done first, what needs somebody last.</summary>
    public static readonly string[] All = ["merged", "open", "publishing", "ready", "selected", "needs_human", "failed", "closed", "cancelled", "no_change"];

    public static string Words(string state) => state.Replace('_', ' ');

    /// <summary>The class of a tag.</summary>
    public static string Tag(string state) => state switch
    {
        "merged" => "done",
        "open" or "publishing" or "running" => "info",
        "ready" or "completed" => "good",
        "needs_human" or "paused" => "warn",
        "failed" => "bad",
        _ => "",
    };

    /// <summary>The class of a part of a bar.</summary>
    public static string Fill(string state) => state switch
    {
        "merged" => "fill-merged",
        "open" or "publishing" => "fill-open",
        "ready" => "fill-ready",
        "needs_human" => "fill-warn",
        "failed" => "fill-failed",
        _ => "fill-rest",
    };
}
