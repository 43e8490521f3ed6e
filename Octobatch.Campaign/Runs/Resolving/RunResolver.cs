using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Specs.Storage;

namespace Octobatch.Campaigns.Runs.Resolving;

/// <summary>Finds a run's targets. May be killed anywhere and begun again: the snapshot's id is the run's, and the rows come all at once.</summary>
internal sealed partial class RunResolver(
    RunStore runs, CampaignReader campaigns, SelectionClient selection, TargetLoader targets, TimeProvider time, ILogger<RunResolver> logger)
{
    public async Task ResolveAsync(ResolveClaim claim, CancellationToken cancellation)
    {
        await using var lease = LeaseKeeper.Start(time, RunStore.Lease / 3, token => runs.RenewAsync(claim, token), cancellation);
        var stored = await campaigns.FindSpecAsync(claim.Campaign, claim.SpecVersion, lease.Token);
        var trouble = await selection.TakeAsync(claim.Snapshot, SpecJson.Parse(stored!.Normalised), lease.Token);
        if (trouble is null)
        {
            try
            {
                await targets.LoadAsync(claim, selection.ReadAsync(claim.Snapshot, lease.Token), lease.Token);
                return;
            }
            catch (Exception e) when (SelectionClient.IsAway(e, lease.Token))
            {
                trouble = selection.Away(e);
            }
        }

        LogTrouble(claim.Campaign, trouble.Words);
        if (trouble.RetryAt is { } at)
            await runs.RetryAsync(claim, at, trouble.Words, lease.Token);
        else
            await runs.FailAsync(claim, trouble.Words, lease.Token);
    }

    [LoggerMessage(LogLevel.Warning, "The targets of a run of {Campaign} could not be resolved: {Words}")]
    private partial void LogTrouble(string campaign, string words);
}
