using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Rollout;

/// <summary>Which wave a target is in: waves include the ones before, and targets stand in an order that is as good as random, but always the same.</summary>
public static class WaveSizes
{
    /// <summary>How many targets are published when each wave is; rising, waves that add nothing left out.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<Share> waves, int targets)
    {
        var sizes = new List<int>(waves.Count);
        foreach (var wave in waves)
        {
            if (wave.Of(targets) is var size && size > (sizes.Count > 0 ? sizes[^1] : 0))
                sizes.Add(size);
        }

        return sizes;
    }

    /// <summary>The wave, from 1, of the target at this place in the order, from 0; null: after the last wave, so not published.</summary>
    public static int? WaveAt(IReadOnlyList<int> sizes, int place)
    {
        for (var wave = 0; wave < sizes.Count; wave++)
        {
            if (place < sizes[wave])
                return wave + 1;
        }

        return null;
    }
}
