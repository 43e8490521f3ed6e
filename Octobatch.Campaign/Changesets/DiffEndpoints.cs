using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Runs;
using Octobatch.Campaigns.Specs.Endpoints;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Changesets;

/// <summary>Identical patches grouped, so that 3,000 equal diffs are reviewed once.</summary>
internal static class DiffEndpoints
{
    private static readonly Failure NotFound = new(
        404, "diff_not_found", "The campaign has no such diff", "GET .../diffs lists those of the latest preview; ?run= picks another.");

    public static void MapDiffs(this IEndpointRouteBuilder app)
    {
        var diffs = app.MapCampaignReads().MapGroup("diffs");
        diffs.MapGet("", ListAsync);
        diffs.MapGet("{patch_hash}", PatchAsync);
    }

    private static async Task<IResult> ListAsync(
        string name, int? run, PreviewRuns runs, DiffReader reader, string? after, int? limit, CancellationToken cancellation)
    {
        if (Pages.CheckLimit(limit) is { } failure)
            return failure;
        var cursor = after is null ? null : DiffCursor.Parse(after);
        if (after is not null && cursor is null)
            return Pages.InvalidCursor;
        var found = run is null ? await runs.LatestWithResultsAsync(name, cancellation) : await runs.FindAsync(name, run.Value, cancellation);
        if (PreviewRuns.Check(found, run) is { } wrong)
            return wrong;
        if (found is null)
            return Results.Ok(new Page<DiffGroup>([], null));
        var size = limit ?? Pages.DefaultLimit;
        return Results.Ok((await reader.ListAsync(found.Id, cursor, size + 1, cancellation)).ToPage(size, g => g.Cursor.ToString()));
    }

    /// <summary>The patch of one of the repositories, as it is stored; <c>.../changesets?patch_hash=</c> lists them all.</summary>
    private static async Task<IResult> PatchAsync(
        string name, [Microsoft.AspNetCore.Mvc.FromRoute(Name = "patch_hash")] string patchHash, int? run, HttpContext context,
        PreviewRuns runs, DiffReader reader, ArtifactStore artifacts, CancellationToken cancellation)
    {
        var hash = patchHash.ToLowerInvariant();
        var found = run is null ? null : await runs.FindAsync(name, run.Value, cancellation);
        if ((PreviewRuns.Check(found, run) ?? SearchText.Check(hash)) is { } wrong)
            return wrong;
        if (await reader.FindAsync(name, hash, run, cancellation) is { } key)
            return await PatchAnswer.OfAsync(context, artifacts, key, hash, cancellation);
        return await reader.IsKnownAsync(name, hash, run, cancellation) ? PatchAnswer.Gone : NotFound;
    }
}
