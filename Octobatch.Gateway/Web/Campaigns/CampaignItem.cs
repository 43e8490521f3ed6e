using System.Text.Json;

namespace Octobatch.Gateway.Web.Campaigns;

/// <summary>A campaign as <c>GET /api/campaigns</c> and <c>GET /api/campaigns/{name}</c> give it.</summary>
/// <param name="State"><c>open</c> or <c>closed</c>.</param>
/// <param name="Changesets">How many in each state.</param>
public sealed record CampaignItem(
    string Name, string Description, string State, int SpecVersion, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset UpdatedAt,
    DateTimeOffset? ClosedAt, string? ClosedBy, IReadOnlyDictionary<string, long>? Changesets, RunItem? LatestRun);

/// <summary>A run as the API gives it.</summary>
/// <param name="Kind"><c>preview</c> or <c>publish</c>.</param>
/// <param name="State"><c>queued</c>, <c>running</c>, <c>paused</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Preview">Of a publish run: the preview that it publishes.</param>
/// <param name="RatePerSecond">Changesets a second.</param>
public sealed record RunItem(
    int Number, string Kind, string State, int SpecVersion, int? Preview, IReadOnlyDictionary<string, long>? Counts, long GithubRequests, double? RatePerSecond,
    DateTimeOffset? ExpectedEnd, JsonElement Error, DateTimeOffset CreatedAt, string? CreatedBy, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, PreviewSummary? Summary)
{
    public bool IsActive => State is "queued" or "running" or "paused";

    /// <summary>How many are done, of how many. What was only selected, or is just being published, is not.</summary>
    public (long Done, long Total) Progress
    {
        get
        {
            var left = Count("selected") + Count("publishing") + (Kind == "publish" ? Count("ready") : 0);
            return (Math.Max(0, Count("total") - left), Count("total"));
        }
    }

    /// <summary>Why it failed, in words, or null.</summary>
    public string? ErrorWords => Error.ValueKind switch
    {
        JsonValueKind.String => Error.GetString(),
        JsonValueKind.Object when Error.TryGetProperty("detail", out var detail) => detail.ToString(),
        JsonValueKind.Object when Error.TryGetProperty("message", out var message) => message.ToString(),
        JsonValueKind.Object => Error.ToString(),
        _ => null,
    };

    private long Count(string state) => Counts?.GetValueOrDefault(state) ?? 0;
}

/// <param name="Diffs">Different patches.</param>
public sealed record PreviewSummary(long Files, long Additions, long Deletions, long Diffs);
