namespace Octobatch.Campaigns.Artifacts;

/// <summary>Where a change lies in the blob store. The same change has the same key, so that writing it twice makes one blob.</summary>
public static class ArtifactKey
{
    private const int HashDigits = 16;

    /// <param name="stepsHash">Of the steps that made the change.</param>
    /// <param name="baseCommit">That they were applied to.</param>
    public static string Of(string campaign, ReadOnlySpan<byte> stepsHash, long repositoryId, string baseCommit) =>
        $"{Stem(campaign, stepsHash, repositoryId, baseCommit)}.zip";

    /// <summary>Another than the change's: a command that fails once must not take the place of what it made another time.</summary>
    public static string OfFailure(string campaign, ReadOnlySpan<byte> stepsHash, long repositoryId, string baseCommit) =>
        $"{Stem(campaign, stepsHash, repositoryId, baseCommit)}.failure.zip";

    private static string Stem(string campaign, ReadOnlySpan<byte> stepsHash, long repositoryId, string baseCommit) =>
        $"campaigns/{campaign}/changes/{Convert.ToHexStringLower(stepsHash)[..HashDigits]}/{repositoryId}/{baseCommit}";
}
