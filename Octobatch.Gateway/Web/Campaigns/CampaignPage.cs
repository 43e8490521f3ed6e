using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Changesets;
using Octobatch.Gateway.Web.Charts;

namespace Octobatch.Gateway.Web.Campaigns;

/// <summary>What the page of one campaign shows: counts and one page of a list, however many changesets there are.</summary>
/// <param name="Does">In words.</param>
/// <param name="Report">Null where there is nothing to report yet.</param>
/// <param name="Can">What the visitor may do here and now.</param>
public sealed record CampaignPage(
    CampaignItem Campaign, IReadOnlyList<Sentence> Does, ApiAnswer<ApiPage<ChangesetItem>> Changesets, ChangesetFilter Filter, Report? Report, IReadOnlyList<RunItem> Runs,
    CampaignActions Can);

/// <param name="Preview">Start a preview.</param>
/// <param name="Publish">Publish what a preview found.</param>
/// <param name="Control">Pause, resume and cancel runs.</param>
/// <param name="Edit">Give it a new version of its spec.</param>
/// <param name="Bulk">Of the actions of <see cref="ChangesetPages.Actions"/> those that can be done to changesets.</param>
public sealed record CampaignActions(bool Preview, bool Publish, bool Control, bool Edit, bool Close, IReadOnlyList<string> Bulk);

/// <summary>What <c>GET /api/campaigns/{name}/report</c> gives.</summary>
/// <param name="Rollout">Of the active publish run; null when there is none.</param>
/// <param name="Waiting">Why changesets wait, and how many for each reason.</param>
public sealed record Report(RolloutWave? Rollout, IReadOnlyList<BurndownDay>? Burndown, ReportTimes? Times, IReadOnlyList<WaitingCount>? Waiting);

/// <param name="Wave">That may be published, from 1.</param>
/// <param name="Reason">Why the next one has not begun.</param>
public sealed record RolloutWave(int Run, int Wave, int Waves, string? Reason);

/// <summary>From the pull request to its merge, in seconds.</summary>
public sealed record ReportTimes(long Merged, double? MedianToMergeSeconds, double? P90ToMergeSeconds);

public sealed record WaitingCount(string Reason, long Count, DateTimeOffset? Until);
