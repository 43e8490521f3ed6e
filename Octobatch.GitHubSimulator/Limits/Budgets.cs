namespace Octobatch.GitHubSimulator.Limits;

/// <summary>One caller's primary limits.</summary>
internal sealed class Budgets(LimitSettings settings, bool isKnown)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public Budget Core { get; } = new("core", isKnown ? settings.RequestsPerHour : settings.AnonymousRequestsPerHour, Hour);

    public Budget GraphQl { get; } = new("graphql", isKnown ? settings.GraphQlPointsPerHour : 0, Hour);

    public Budget Search { get; } = new("search", isKnown ? settings.SearchesPerMinute : 10, Minute);

    public Budget CodeSearch { get; } = new("code_search", isKnown ? settings.CodeSearchesPerMinute : 0, Minute);

    public Budget For(PathString path)
    {
        if (path.StartsWithSegments("/search/code", StringComparison.OrdinalIgnoreCase))
            return CodeSearch;
        if (path.StartsWithSegments("/search", StringComparison.OrdinalIgnoreCase))
            return Search;
        return path.StartsWithSegments("/graphql", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/api/graphql", StringComparison.OrdinalIgnoreCase) ? GraphQl : Core;
    }
}
