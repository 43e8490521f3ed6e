using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Publishing.Storage;

namespace Octobatch.Campaigns.Changesets;

/// <summary>Says why changesets of a publish run are not published yet, by the rules that decide it (<see cref="RolloutRules"/>).</summary>
internal sealed class WaitingReader(RunRulesReader rules)
{
    public async Task<List<ChangesetItem>> FillAsync(string campaign, List<ChangesetItem> items, CancellationToken cancellation)
    {
        if (!items.Exists(item => item.QueuedIn is not null) || await rules.FindAsync(campaign, cancellation) is not { } run)
            return items;
        return items.ConvertAll(item => item.QueuedIn == run.Number && run.Of(item.Wave, item.Cursor.OwnerKey) is { } waiting
            ? item with { Waiting = new(waiting.Reason, waiting.Until) }
            : item);
    }
}
