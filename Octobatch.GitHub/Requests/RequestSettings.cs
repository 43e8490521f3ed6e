using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.GitHub.Requests;

/// <summary>How requests to GitHub are made.</summary>
public sealed class RequestSettings : ISettings
{
    private const string TimeoutVariable = "OCTOBATCH_GITHUB_TIMEOUT_SECONDS";
    private const string BatchVariable = "OCTOBATCH_GITHUB_BATCH_SIZE";

    /// <summary>Seconds until a request without an answer is given up; a write is then unclear.</summary>
    [Setting(TimeoutVariable, "Octobatch:GitHub:TimeoutSeconds")]
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Repositories or pull requests that one GraphQL request asks for at most.</summary>
    [Setting(BatchVariable, "Octobatch:GitHub:BatchSize")]
    public int BatchSize { get; init; } = 50;

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    public IEnumerable<SettingProblem> Validate()
    {
        if (TimeoutSeconds is < 1 or > 100)
            yield return new(TimeoutVariable, $"{TimeoutVariable} must be between 1 and 100 seconds");
        if (BatchSize is < 1 or > 100)
            yield return new(BatchVariable, $"{BatchVariable} must be between 1 and 100");
    }
}
