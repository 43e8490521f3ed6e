namespace Octobatch.GitHubSimulator.Limits;

/// <summary>What GitHub may count as creating content; which of it does is not published.</summary>
[Flags]
public enum ContentKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Pull requests.</summary>
    PullRequest = 1,

    /// <summary>Comments and reviews.</summary>
    Comment = 2,

    /// <summary>Branches.</summary>
    Branch = 4,

    /// <summary>Commits.</summary>
    Commit = 8,

    /// <summary>Labels, reviewers, assignees put on a pull request, and its changes.</summary>
    Change = 16,
}

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

    /// <summary>Secondary: requests of an installation at one time, REST and GraphQL together.</summary>
    public int Concurrent { get; init; } = 100;

    /// <summary>Secondary: REST points a minute; a read is 1, a change 5.</summary>
    public int RestPointsPerMinute { get; init; } = 900;

    /// <summary>Secondary: GraphQL points a minute; a query is 1, a mutation 5.</summary>
    public int GraphQlPointsPerMinute { get; init; } = 2_000;

    /// <summary>Secondary: content created in a minute.</summary>
    public int ContentPerMinute { get; init; } = 80;

    /// <summary>Secondary: content created in an hour.</summary>
    public int ContentPerHour { get; init; } = 500;

    /// <summary>Secondary: seconds of CPU in a minute, REST and GraphQL together.</summary>
    public int CpuSecondsPerMinute { get; init; } = 90;

    /// <summary>Secondary: seconds of CPU in a minute that GraphQL may have of them.</summary>
    public int GraphQlCpuSecondsPerMinute { get; init; } = 60;

    /// <summary>Milliseconds of CPU that a request is taken to need. GitHub does not say; with none the limit is never reached.</summary>
    public int CpuMsPerRequest { get; init; }

    /// <summary>What counts as content. GitHub does not say; the simulator can play every answer.</summary>
    public ContentKinds Content { get; init; } = ContentKinds.PullRequest | ContentKinds.Comment;

    /// <summary>Whether several mutations in one GraphQL document count each (or once). GitHub does not say.</summary>
    public bool CountsEachMutation { get; init; } = true;

    /// <summary>The status of a secondary refusal by REST: 403 or 429, GitHub uses both.</summary>
    public int SecondaryStatus { get; init; } = 403;

    /// <summary>Whether a secondary refusal says <c>Retry-After</c>; GitHub does so only sometimes.</summary>
    public bool SaysRetryAfter { get; init; } = true;
}
