using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Sessions;

/// <summary>How long people stay signed in at the pages.</summary>
public sealed class SessionSettings : ISettings
{
    private const string IdleVariable = "OCTOBATCH_GATEWAY_SESSION_IDLE_MINUTES";
    private const string HoursVariable = "OCTOBATCH_GATEWAY_SESSION_HOURS";

    /// <summary>Minutes without a request after which a session ends.</summary>
    [Setting(IdleVariable, "Octobatch:Gateway:SessionIdleMinutes")]
    public int IdleMinutes { get; init; } = 120;

    /// <summary>Hours after which a session ends, however busy it is.</summary>
    [Setting(HoursVariable, "Octobatch:Gateway:SessionHours")]
    public int Hours { get; init; } = 12;

    public IEnumerable<SettingProblem> Validate()
    {
        if (IdleMinutes < 5)
            yield return new(IdleVariable, $"{IdleVariable} must be at least 5");
        if (Hours is < 1 or > 24 * 30)
            yield return new(HoursVariable, $"{HoursVariable} must be from 1 to 720");
    }
}
