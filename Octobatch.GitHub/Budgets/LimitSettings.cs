using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.GitHub.Budgets;

/// <summary>
/// GitHub's limits, which every request passes. The defaults are those that GitHub publishes:
/// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
/// </summary>
public sealed class LimitSettings : ISettings
{
    private const string Prefix = "OCTOBATCH_GITHUB_";

    /// <summary>Timers and connections are no more exact than this: shorter slots would be missed one after another.</summary>
    private const int ShortestSlotMs = 50;

    /// <summary><c>off</c> for a GitHub Enterprise Server without limits. A refusal is obeyed all the same.</summary>
    [Setting(Prefix + "LIMITS", "Octobatch:GitHub:Limits")]
    public LimitSwitch Limits { get; init; } = LimitSwitch.On;

    /// <summary>Content-creating requests in any minute.</summary>
    [Setting(Prefix + "CONTENT_PER_MINUTE", "Octobatch:GitHub:ContentPerMinute")]
    public int ContentPerMinute { get; init; } = 80;

    /// <summary>Content-creating requests in any hour.</summary>
    [Setting(Prefix + "CONTENT_PER_HOUR", "Octobatch:GitHub:ContentPerHour")]
    public int ContentPerHour { get; init; } = 500;

    /// <summary>What counts as content; GitHub does not say.</summary>
    [Setting(Prefix + "CONTENT_COUNTS", "Octobatch:GitHub:ContentCounts")]
    public ContentRule ContentCounts { get; init; } = ContentRule.Git;

    /// <summary>Milliseconds between the starts of two writing requests of an installation. Below 50 it is kept on the average only.</summary>
    [Setting(Prefix + "WRITE_SPACING_MS", "Octobatch:GitHub:WriteSpacingMs")]
    public int WriteSpacingMs { get; init; } = 1000;

    /// <summary>Points of REST requests in any minute: 1 for a read, 5 for a write.</summary>
    [Setting(Prefix + "REST_POINTS_PER_MINUTE", "Octobatch:GitHub:RestPointsPerMinute")]
    public int RestPointsPerMinute { get; init; } = 900;

    /// <summary>Points of GraphQL requests in any minute: 1 for a query, 5 for each mutation.</summary>
    [Setting(Prefix + "GRAPHQL_POINTS_PER_MINUTE", "Octobatch:GitHub:GraphQLPointsPerMinute")]
    public int GraphQLPointsPerMinute { get; init; } = 2000;

    /// <summary>Requests at the same time, REST and GraphQL together.</summary>
    [Setting(Prefix + "CONCURRENT_REQUESTS", "Octobatch:GitHub:ConcurrentRequests")]
    public int ConcurrentRequests { get; init; } = 100;

    /// <summary>The most processes (campaign and selection together) that use one installation; each may assume this share of a limit alone.</summary>
    [Setting(Prefix + "REPLICAS", "Octobatch:GitHub:Replicas")]
    public int Replicas { get; init; } = 4;

    /// <summary>Percent of the primary limit that reads leave to writes.</summary>
    [Setting(Prefix + "PRIMARY_RESERVE_PERCENT", "Octobatch:GitHub:PrimaryReservePercent")]
    public int PrimaryReservePercent { get; init; } = 20;

    /// <summary>
    /// Milliseconds by which a window is counted longer than GitHub's, because a request does not arrive when it is sent. A write that
    /// takes longer is counted from its end.
    /// </summary>
    [Setting(Prefix + "WINDOW_MARGIN_MS", "Octobatch:GitHub:WindowMarginMs")]
    public int WindowMarginMs { get; init; } = 2000;

    /// <summary>Minutes after which one refusal is forgotten; until then it halves the rate.</summary>
    [Setting(Prefix + "REFUSAL_MEMORY_MINUTES", "Octobatch:GitHub:RefusalMemoryMinutes")]
    public int RefusalMemoryMinutes { get; init; } = 60;

    public bool Off => Limits is LimitSwitch.Off;

    internal TimeSpan Margin => TimeSpan.FromMilliseconds(WindowMarginMs);

    /// <summary>How late a write may use its slot: before the next one's, and within what the windows are counted longer.</summary>
    internal TimeSpan SlotLength => TimeSpan.FromMilliseconds(Math.Min(Math.Max(WriteSpacingMs, ShortestSlotMs), Math.Max(WindowMarginMs, 100)));

    internal TimeSpan RefusalMemory => TimeSpan.FromMinutes(RefusalMemoryMinutes);

    public IEnumerable<SettingProblem> Validate()
    {
        (string Name, int Value, int Least)[] numbers =
        [
            ("CONTENT_PER_MINUTE", ContentPerMinute, 1), ("CONTENT_PER_HOUR", ContentPerHour, 1), ("WRITE_SPACING_MS", WriteSpacingMs, 1),
            ("REST_POINTS_PER_MINUTE", RestPointsPerMinute, 60), ("GRAPHQL_POINTS_PER_MINUTE", GraphQLPointsPerMinute, 60),
            ("CONCURRENT_REQUESTS", ConcurrentRequests, 10), ("REPLICAS", Replicas, 1), ("WINDOW_MARGIN_MS", WindowMarginMs, 0),
            ("REFUSAL_MEMORY_MINUTES", RefusalMemoryMinutes, 1), ("PRIMARY_RESERVE_PERCENT", PrimaryReservePercent, 0),
        ];
        foreach (var (name, value, least) in numbers)
        {
            if (value < least)
                yield return new(Prefix + name, $"{Prefix}{name} must be at least {least}");
        }

        if (PrimaryReservePercent > 90)
            yield return new(Prefix + "PRIMARY_RESERVE_PERCENT", $"{Prefix}PRIMARY_RESERVE_PERCENT must be at most 90");
    }
}

/// <summary>Whether GitHub's limits are kept.</summary>
public enum LimitSwitch
{
    On,
    Off,
}

/// <summary>What counts against the content limits.</summary>
public enum ContentRule
{
    /// <summary>Each request that creates a pull request, a review, a comment, a label or a request for review.</summary>
    Pulls,

    /// <summary>
    /// These, and each request that creates a branch or a commit. A GraphQL document counts once, but each comment in it by itself.
    /// </summary>
    Git,

    /// <summary>As <see cref="Git"/>, but each mutation of a GraphQL document counts.</summary>
    Mutations,
}
