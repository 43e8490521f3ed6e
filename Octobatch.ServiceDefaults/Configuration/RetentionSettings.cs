namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>How long what is only history is kept.</summary>
public sealed class RetentionSettings : ISettings
{
    private const string Variable = "OCTOBATCH_RETENTION_HISTORY_DAYS";

    /// <summary>Days that webhook events, audit rows and what happened to changesets are kept.</summary>
    [Setting(Variable, "Octobatch:Retention:HistoryDays")]
    public int HistoryDays { get; init; } = 400;

    public IEnumerable<SettingProblem> Validate()
    {
        if (HistoryDays < 1)
            yield return new(Variable, $"{Variable} must be at least 1 day");
    }
}
