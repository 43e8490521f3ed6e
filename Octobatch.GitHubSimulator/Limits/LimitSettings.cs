namespace Octobatch.GitHubSimulator.Limits;

/// <summary>The rate limits that a simulator plays; each number is one that GitHub publishes, unless it says otherwise.</summary>
public sealed record LimitSettings
{
    /// <summary>GitHub.com's limits.</summary>
    public static LimitSettings Published { get; } = new();

    /// <summary>None, as on a GitHub Enterprise Server that has not switched them on: <c>/rate_limit</c> is 404.</summary>
    public static LimitSettings Off { get; } = new() { Enabled = false };

    /// <summary>Whether there are limits at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>REST requests an hour for each installation.</summary>
    public int RequestsPerHour { get; init; } = 5_000;

    /// <summary>REST requests an hour without credentials, by address.</summary>
    public int AnonymousRequestsPerHour { get; init; } = 60;

    /// <summary>GraphQL points an hour for each installation.</summary>
    public int GraphQlPointsPerHour { get; init; } = 5_000;

    /// <summary>Searches a minute for each installation.</summary>
    public int SearchesPerMinute { get; init; } = 30;

    /// <summary>Code searches a minute for each installation.</summary>
    public int CodeSearchesPerMinute { get; init; } = 10;
}
