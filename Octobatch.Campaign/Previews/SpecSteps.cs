using System.Collections.Concurrent;
using Octobatch.Campaigns.Previews.Storage;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Specs.Storage;

namespace Octobatch.Campaigns.Previews;

/// <summary>The prepared steps of specs at work, so that patterns are compiled once and not for each batch.</summary>
internal sealed class SpecSteps(CampaignReader campaigns)
{
    private const int MostKept = 50;

    private readonly ConcurrentDictionary<(string Campaign, int Version), PreparedSteps> kept = new();

    public async Task<PreparedSteps> FindAsync(ActivePreview run, CancellationToken cancellation)
    {
        if (kept.TryGetValue((run.Campaign, run.SpecVersion), out var known))
            return known;
        var spec = await campaigns.FindSpecAsync(run.Campaign, run.SpecVersion, cancellation);
        if (kept.Count >= MostKept)
            kept.Clear();
        return kept[(run.Campaign, run.SpecVersion)] = new(SpecJson.Parse(spec!.Normalised).Steps, $"{run.Campaign}@{run.SpecVersion}");
    }
}
