using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Campaigns.Retention;

/// <summary>How long what a run computed is kept.</summary>
public sealed class ArtifactRetentionSettings : ISettings
{
    private const string Variable = "OCTOBATCH_RETENTION_ARTIFACTS_DAYS";

    /// <summary>Days after the end of a run that its patches and logs are kept, where nothing needs them any more.</summary>
    [Setting(Variable, "Octobatch:Retention:ArtifactsDays")]
    public int ArtifactsDays { get; init; } = 30;

    public IEnumerable<SettingProblem> Validate()
    {
        if (ArtifactsDays < 1)
            yield return new(Variable, $"{Variable} must be at least 1 day");
    }
}
