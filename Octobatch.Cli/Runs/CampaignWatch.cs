using Octobatch.Cli.Api;
using Octobatch.Cli.Commands;

namespace Octobatch.Cli.Runs;

/// <summary>Follows a campaign until nothing of it is under way any more: no run, nothing being published, no open pull request.</summary>
internal sealed class CampaignWatch(Session session, string campaign)
{
    private readonly ProgressFeed feed = new(session, campaign);

    public async Task<ExitCode> UntilStillAsync(CancellationToken cancellation)
    {
        using var display = new ProgressDisplay(session);
        var waits = new WaitTeller(session, campaign, display);
        string? counts = null;
        await foreach (var progress in feed.ReadAsync(cancellation))
        {
            if (progress.Run is { IsActive: true } run)
            {
                await waits.TellAsync(run, cancellation);
                display.Show(run);
                continue;
            }

            display.Clear();
            if (!IsUnderWay(progress))
            {
                if (await EndAsync(cancellation) is { } code)
                    return code;
            }
            else if (RunText.Counts(progress.Changesets) is var now && now != counts)
            {
                session.Terminal.Say($"{campaign}: {counts = now}");
            }
        }

        throw new InvalidOperationException("The feed has no end of its own.");
    }

    private static bool IsUnderWay(Progress progress) =>
        progress.Run?.IsActive == true || (progress.Changesets is { } counts && counts.GetValueOrDefault("publishing") + counts.GetValueOrDefault("open") > 0);

    /// <returns>Null: something is under way again. An event may be a second old, and a run may have begun since.</returns>
    private async Task<ExitCode?> EndAsync(CancellationToken cancellation)
    {
        var answer = await feed.GetAsync(Names.PathOf(campaign), cancellation);
        var now = answer.Read(ApiJson.Default.Campaign);
        if (IsUnderWay(new(now.LatestRun, now.Changesets)))
            return null;
        if (session.Json)
            session.Terminal.WriteLine(answer.Text);
        else
            CampaignText.Write(session, now);
        return now.LatestRun?.State is "failed" or "cancelled" || now.Count("failed") > 0 ? ExitCode.Failed : ExitCode.Ok;
    }
}
