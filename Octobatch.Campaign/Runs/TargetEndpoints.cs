using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Specs.Endpoints;
using Octobatch.ServiceDefaults.Paging;

namespace Octobatch.Campaigns.Runs;

/// <summary><c>GET .../targets?included=&amp;run=&amp;reason_code=&amp;q=</c>: which repositories a run considered, and why they are in or out.
/// Without <c>run</c> that of the latest preview; a run whose selection is not resolved yet has none.</summary>
internal static class TargetEndpoints
{
    public static void MapTargets(this IEndpointRouteBuilder app) => app.MapCampaignReads().MapGet("targets", ListAsync);

    private static async Task<IResult> ListAsync(
        string name, bool? included, int? run, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "reason_code")] string? reasonCode, string? q,
        PreviewRuns runs, TargetReader reader, string? after, int? limit, CancellationToken cancellation)
    {
        if ((Pages.CheckLimit(limit) ?? SearchText.Check(q) ?? SearchText.Check(reasonCode)) is { } failure)
            return failure;
        var cursor = after is null ? null : RepositoryCursor.Parse(after);
        if (after is not null && cursor is null)
            return Pages.InvalidCursor;
        var found = run is null ? await runs.LatestAsync(name, cancellation) : await runs.FindAsync(name, run.Value, cancellation);
        if (PreviewRuns.Check(found, run) is { } wrong)
            return wrong;
        if (found is null)
            return Results.Ok(new Page<TargetItem>([], null));
        var size = limit ?? Pages.DefaultLimit;
        var items = await reader.ListAsync(found.Id, new(included, reasonCode, q), cursor, size + 1, cancellation);
        return Results.Ok(items.ToPage(size, t => t.Cursor.ToString()));
    }
}
