using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;

namespace Octobatch.Cli.Runs;

/// <summary>The wave, what waits for what, and how long merging takes, in the sentences of the campaign's page.</summary>
internal static class ReportText
{
    public static string Wave(Rollout rollout) => $"Wave {rollout.Wave} of {rollout.Waves} is under way. {rollout.Reason}".TrimEnd();

    public static IEnumerable<string> Sentences(Session session, Report report)
    {
        if (report.Rollout is { } rollout)
            yield return Wave(rollout);
        foreach (var waiting in report.Waiting)
            yield return $"  {waiting.Count,10:N0}  {waiting.Reason}{(waiting.Until is { } until ? $" Until {Moments.Text(session, until)}." : "")}";
        if (report.Times is { MedianToMergeSeconds: { } median, P90ToMergeSeconds: { } most })
            yield return $"Half of those merged were so within {Moments.Span(TimeSpan.FromSeconds(median))}, nine of ten within {Moments.Span(TimeSpan.FromSeconds(most))}.";
    }
}
