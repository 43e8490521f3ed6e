using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Specs.Endpoints;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Changesets;

/// <summary>Reads a campaign's changesets: the list, one of them, its patch, its log, and what happened to it.</summary>
internal static class ChangesetEndpoints
{
    private static readonly Failure NotFound = new(
        404, "changeset_not_found", "The campaign has no changeset of that repository",
        "GET .../targets?q= says whether the last run considered the repository, and why it is in or out.");

    private static readonly Failure NoPatch = new(
        404, "no_patch", "The changeset has no patch", "There is one once a preview has computed it; `state` and `reason` of the changeset say more.");

    public static void MapChangesets(this IEndpointRouteBuilder app)
    {
        var changesets = app.MapCampaignReads().MapGroup("changesets");
        changesets.MapGet("", ListAsync);
        changesets.MapGet("{owner}/{repo}", FindAsync);
        changesets.MapGet("{owner}/{repo}/patch", PatchAsync);
        changesets.MapGet("{owner}/{repo}/log", LogAsync);
        changesets.MapGet("{owner}/{repo}/timeline", TimelineAsync);
    }

    private static async Task<IResult> ListAsync(
        string name, HttpRequest request, ChangesetReader reader, string? after, int? limit, CancellationToken cancellation)
    {
        if (Pages.CheckLimit(limit) is { } failure)
            return failure;
        var cursor = after is null ? null : RepositoryCursor.Parse(after);
        if (after is not null && cursor is null)
            return Pages.InvalidCursor;
        var (filter, wrong) = ChangesetFilter.Read(request.Query);
        if (wrong is not null)
            return wrong;
        var size = limit ?? Pages.DefaultLimit;
        return Results.Ok((await reader.ListAsync(name, filter, cursor, size + 1, cancellation)).ToPage(size, c => c.Cursor.ToString()));
    }

    private static async Task<IResult> FindAsync(
        string name, string owner, string repo, ChangesetReader reader, ArtifactStore artifacts, CancellationToken cancellation)
    {
        if (await reader.FindAsync(name, owner, repo, cancellation) is not { } found)
            return NotFound;
        using var artifact = found.Artifact is null ? null : await artifacts.FindAsync(found.Artifact, cancellation);
        return Results.Ok(ChangesetDetail.Of(found, artifact?.Change().Statistics));
    }

    /// <summary>The stored bytes, as <c>git apply</c> takes them; nothing where nothing changes.</summary>
    private static async Task<IResult> PatchAsync(
        string name, string owner, string repo, HttpContext context, ChangesetReader reader, ArtifactStore artifacts, CancellationToken cancellation)
    {
        if (await reader.FindAsync(name, owner, repo, cancellation) is not { } found)
            return NotFound;
        return found switch
        {
            { Item.State: ChangesetStates.NoChange } => Results.Bytes([], PatchAnswer.MediaType),
            { Item.PatchHash: { } hash, Artifact: { } key } => await PatchAnswer.OfAsync(context, artifacts, key, hash, cancellation),
            _ => NoPatch,
        };
    }

    /// <summary>What the steps said; nothing where they said nothing.</summary>
    private static async Task<IResult> LogAsync(
        string name, string owner, string repo, ChangesetReader reader, ArtifactStore artifacts, CancellationToken cancellation)
    {
        if (await reader.FindAsync(name, owner, repo, cancellation) is not { } found)
            return NotFound;
        if (found.Artifact is null)
            return Results.Text("");
        using var artifact = await artifacts.FindAsync(found.Artifact, cancellation);
        return artifact is null ? PatchAnswer.Gone : Results.Text(artifact.Log());
    }

    private static async Task<IResult> TimelineAsync(
        string name, string owner, string repo, ChangesetReader reader, Timeline timeline, string? after, int? limit, CancellationToken cancellation)
    {
        if (Pages.CheckLimit(limit) is { } failure)
            return failure;
        if (Timeline.Parse(after) is not { } from)
            return Pages.InvalidCursor;
        if (await reader.FindAsync(name, owner, repo, cancellation) is not { } found)
            return NotFound;
        var size = limit ?? Pages.DefaultLimit;
        return Results.Ok((await timeline.ReadAsync(name, found.RepositoryId, from, size + 1, cancellation)).ToPage(size, e => e.Id.ToString()));
    }
}
