namespace Octobatch.Cli.Api;

/// <summary>One pass over a campaign's targets.</summary>
/// <param name="Kind"><c>preview</c> or <c>publish</c>.</param>
/// <param name="State">queued, running, paused, completed, failed or cancelled.</param>
/// <param name="RatePerSecond">Repositories a second.</param>
/// <param name="Error">Why it failed, in words.</param>
internal sealed record Run(
    int Number, string Kind, string State, int SpecVersion, int? Preview, IReadOnlyDictionary<string, long>? Counts, long GithubRequests,
    double? RatePerSecond, DateTimeOffset? ExpectedEnd, string? Error, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    public RunSummary? Summary { get; init; }

    public bool IsActive => State is "queued" or "running" or "paused";

    public long Count(string state) => Counts?.GetValueOrDefault(state) ?? 0;
}

/// <summary>What a completed preview found.</summary>
/// <param name="Diffs">Different patches.</param>
internal sealed record RunSummary(long Files, long Additions, long Deletions, long Diffs);
