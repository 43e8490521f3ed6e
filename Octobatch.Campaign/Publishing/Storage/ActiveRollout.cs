using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>A publish run that is to go on.</summary>
/// <param name="Wave">That may be published, from 1.</param>
/// <param name="Waves">How many there are.</param>
/// <param name="By">Who started it.</param>
internal sealed record ActiveRollout(long RunId, string Campaign, int Number, CampaignSpec Spec, int Wave, int Waves, string By)
{
    public RolloutRules Rules { get; } = new(Spec.Publish);
}
