using System.Security.Cryptography;
using System.Text;
using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Runs;

/// <summary>What a spec's steps are, in 32 bytes. With the base commit it is all that a change depends on.</summary>
public static class StepsHash
{
    /// <summary>Counts up when the same steps make something else than before, so that no earlier result is taken for theirs.</summary>
    private const string Edition = "1\n";

    public static byte[] Of(CampaignSpec spec) => SHA256.HashData(Encoding.UTF8.GetBytes(Edition + SpecJson.WriteSteps(spec.Steps)));
}
