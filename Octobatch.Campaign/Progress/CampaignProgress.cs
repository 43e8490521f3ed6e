using Octobatch.Campaigns.Runs;

namespace Octobatch.Campaigns.Progress;

/// <summary>How far a campaign is.</summary>
/// <param name="Run">Its newest run; null when it has none.</param>
/// <param name="Changesets">How many are in each state; states that none is in are left out.</param>
public sealed record CampaignProgress(string Campaign, Run? Run, IReadOnlyDictionary<string, int> Changesets);
