using Octobatch.Cli.Api;
using Octobatch.Cli.Commands;

namespace Octobatch.Cli.Runs;

/// <summary>Says which wave of a publish run is under way and why the next one waits, whenever that has changed: a rollout may take days.</summary>
internal sealed class WaitTeller(Session session, string campaign, ProgressDisplay display)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private DateTimeOffset next;
    private string? said;

    public async Task TellAsync(Run run, CancellationToken cancellation)
    {
        var now = session.Time.GetUtcNow();
        if (run.Kind != "publish" || now < next)
            return;
        next = now + Pause;
        var report = await session.Client.GetAsync($"{Names.PathOf(campaign)}/report", ApiJson.Default.Report, cancellation);
        if (report.Rollout is { Reason.Length: > 0 } rollout && ReportText.Wave(rollout) is var sentence && sentence != said)
            display.Say(said = sentence);
    }
}
