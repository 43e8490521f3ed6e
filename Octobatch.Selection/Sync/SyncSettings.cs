using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Selections.Sync;

/// <summary>How often GitHub is looked at. Webhooks tell most changes at once; these looks catch what they miss.</summary>
public sealed class SyncSettings : ISettings
{
    private const string LightVariable = "OCTOBATCH_INVENTORY_LIGHT_SYNC_MINUTES";
    private const string FullVariable = "OCTOBATCH_INVENTORY_FULL_SYNC_HOURS";

    /// <summary>Minutes between light syncs: two requests for an installation where nothing changed.</summary>
    [Setting(LightVariable, "Octobatch:Inventory:LightSyncMinutes")]
    public int LightMinutes { get; init; } = 10;

    /// <summary>Hours between full syncs: a request for every 100 repositories, and another where heads are not known.</summary>
    [Setting(FullVariable, "Octobatch:Inventory:FullSyncHours")]
    public int FullHours { get; init; } = 24;

    public TimeSpan Light => TimeSpan.FromMinutes(LightMinutes);

    public TimeSpan Full => TimeSpan.FromHours(FullHours);

    public IEnumerable<SettingProblem> Validate()
    {
        if (LightMinutes < 1)
            yield return new(LightVariable, $"{LightVariable} must be at least 1 minute");
        if (FullHours < 1)
            yield return new(FullVariable, $"{FullVariable} must be at least 1 hour");
    }
}
