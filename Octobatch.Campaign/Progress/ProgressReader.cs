using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Campaigns.Specs.Storage;

namespace Octobatch.Campaigns.Progress;

/// <summary>Reads how far campaigns are, many at once: a statement for their runs and one for their changesets.</summary>
internal sealed class ProgressReader(RunReader runs, ChangesetCounts counts)
{
    /// <summary>For each of the campaigns, in their order.</summary>
    public async Task<List<CampaignProgress>> ReadAsync(IReadOnlyCollection<string> campaigns, CancellationToken cancellation)
    {
        var latest = await runs.LatestAsync(campaigns, cancellation);
        var changesets = await counts.ReadAsync(campaigns, cancellation);
        return [.. campaigns.Select(name => new CampaignProgress(name, latest.GetValueOrDefault(name), changesets[name].All))];
    }

    /// <summary>The campaigns with how far they are.</summary>
    public async Task<List<CampaignRow>> AddToAsync(IReadOnlyList<CampaignRow> campaigns, CancellationToken cancellation) =>
        [.. campaigns.Zip(
            await ReadAsync([.. campaigns.Select(campaign => campaign.Name)], cancellation),
            (campaign, progress) => campaign with { Changesets = progress.Changesets, LatestRun = progress.Run })];
}
