using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.GitHub.Requests;

/// <summary>How requests to GitHub are made.</summary>
public sealed class RequestSettings : ISettings
{
    private const string TimeoutVariable = "OCTOBATCH_GITHUB_TIMEOUT_SECONDS";
    private const string BatchVariable = "OCTOBATCH_GITHUB_BATCH_SIZE";
    private const string WriteBatchVariable = "OCTOBATCH_GITHUB_WRITE_BATCH_SIZE";

    /// <summary>Seconds until a request without an answer is given up; a write is then unclear.</summary>
    [Setting(TimeoutVariable, "Octobatch:GitHub:TimeoutSeconds")]
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>Repositories or pull requests that one GraphQL request asks for at most.</summary>
    [Setting(BatchVariable, "Octobatch:GitHub:BatchSize")]
    public int BatchSize { get; init; } = 50;

    /// <summary>Pull requests, branches or labels that one GraphQL document changes at most. Each costs five points of the minute's.</summary>
    [Setting(WriteBatchVariable, "Octobatch:GitHub:WriteBatchSize")]
    public int WriteBatchSize { get; init; } = 20;

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    public IEnumerable<SettingProblem> Validate()
    {
        if (TimeoutSeconds is < 1 or > 100)
            yield return new(TimeoutVariable, $"{TimeoutVariable} must be between 1 and 100 seconds");
        if (BatchSize is < 1 or > 100)
            yield return new(BatchVariable, $"{BatchVariable} must be between 1 and 100");
        if (WriteBatchSize is < 1 or > 50)
            yield return new(WriteBatchVariable, $"{WriteBatchVariable} must be between 1 and 50");
    }
}
