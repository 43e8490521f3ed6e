using System.Collections.Concurrent;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Specs.Storage;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>Versions of specs, which never change, kept so that they are parsed once.</summary>
internal sealed class PublishSpecs(CampaignReader campaigns)
{
    private const int MostKept = 200;

    private readonly ConcurrentDictionary<(string Campaign, int Version), CampaignSpec> kept = new();

    public async Task<CampaignSpec> FindAsync(string campaign, int version, CancellationToken cancellation)
    {
        if (kept.TryGetValue((campaign, version), out var known))
            return known;
        var row = await campaigns.FindSpecAsync(campaign, version, cancellation);
        if (kept.Count >= MostKept)
            kept.Clear();
        return kept[(campaign, version)] = SpecJson.Parse(row!.Normalised);
    }
}
