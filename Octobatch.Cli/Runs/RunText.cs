using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;

namespace Octobatch.Cli.Runs;

/// <summary>A run in words.</summary>
internal static class RunText
{
    /// <summary>In the order in which changesets pass through them.</summary>
    public static readonly IReadOnlyList<string> States =
        ["selected", "no_change", "ready", "publishing", "open", "merged", "closed", "needs_human", "failed", "cancelled"];

    /// <summary>A state as people read it, here and on the pages.</summary>
    public static string Words(string state) => state.Replace('_', ' ');

    /// <summary>In a list: in a pipe as options and the API take it.</summary>
    public static string Words(Session session, string? state) => session.Terminal.Traits.OutputIsTerminal ? Words(state ?? "") : state ?? "";

    public static string Title(Run run) => $"{run.Kind} {run.Number} {run.State}";

    /// <summary>How many are done, of how many. What was only selected, or is just being published, is not.</summary>
    public static (long Done, long Total) Progress(Run run)
    {
        var total = run.Count("total");
        var left = run.Count("selected") + run.Count("publishing") + (run.Kind == "publish" ? run.Count("ready") : 0);
        return (Math.Max(0, total - left), total);
    }

    /// <summary>Such as <c>12 ready, 3 no change</c>; states without any are left out.</summary>
    public static string Counts(IReadOnlyDictionary<string, long>? counts) =>
        string.Join(", ", States.Where(s => counts?.GetValueOrDefault(s) > 0).Select(s => $"{counts![s]:N0} {Words(s)}"));

    /// <summary>What is left to say of a run that goes on: its pace, and when it will end.</summary>
    public static string Pace(Session session, Run run) => string.Join(
        ", ",
        new[]
        {
            run.RatePerSecond is > 0 and var rate ? $"{rate:0.#}/s" : null,
            run.ExpectedEnd is { } end ? $"until about {Moments.Text(session, end)}" : null,
        }.OfType<string>());
}
