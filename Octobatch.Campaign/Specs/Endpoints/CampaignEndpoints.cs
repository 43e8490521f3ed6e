using Octobatch.Campaigns.Progress;
using Octobatch.Campaigns.Publishing.Bulk;
using Octobatch.Campaigns.Specs.Storage;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Http;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Specs.Endpoints;

/// <summary>Campaigns and the versions of their specs. Bodies are specs, as YAML or JSON.</summary>
internal static class CampaignEndpoints
{
    private const string Path = "/api/campaigns";

    private static readonly Failure Exists = new(
        409, "campaign_exists", "There is a campaign of that name", "Choose another name, or PUT a new version to that one.");

    private static readonly Failure Closed = new(409, "campaign_closed", "The campaign is closed", "A closed campaign takes no new spec.");

    internal static readonly Failure NotFound = new(404, "campaign_not_found", "There is no such campaign", "GET /api/campaigns lists those there are.");

    public static void MapCampaigns(this IEndpointRouteBuilder app)
    {
        var campaigns = app.MapGroup(Path).RequireIssuer(OctobatchService.Gateway);
        campaigns.MapPost("", CreateAsync).RequireRole(CallerRole.Operator).WithMetadata(new BodyLimit(BodyLimit.Spec));
        campaigns.MapPut("{name}", ChangeAsync).RequireRole(CallerRole.Operator).WithMetadata(new BodyLimit(BodyLimit.Spec));
        campaigns.MapPost("{name}/close", CloseAsync).RequireRole(CallerRole.Operator);
        campaigns.MapPost("validate", ValidateAsync).RequireRole(CallerRole.Viewer).WithMetadata(new BodyLimit(BodyLimit.Spec));
        campaigns.MapGet("", ListAsync).RequireRole(CallerRole.Viewer);
        campaigns.MapGet("{name}", FindAsync).RequireRole(CallerRole.Viewer);
        campaigns.MapGet("{name}/spec", SpecAsync).RequireRole(CallerRole.Viewer);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, SpecReader specs, CampaignWriter writer, CancellationToken cancellation)
    {
        var (spec, refusal) = await SpecBody.ReadAsync(context.Request, specs, null, cancellation);
        if (spec is null)
            return refusal!;
        if (await writer.CreateAsync(spec, Caller.From(context)!, cancellation) is not { } created)
            return Exists;
        VersionTags.Set(context.Response, created.SpecVersion);
        return Results.Created($"{Path}/{created.Name}", created);
    }

    private static async Task<IResult> ChangeAsync(
        string name, HttpContext context, SpecReader specs, CampaignWriter writer, CancellationToken cancellation)
    {
        if (VersionTags.MayReplace(context.Request) is not { } mayReplace)
            return VersionTags.Missing;
        var (spec, refusal) = await SpecBody.ReadAsync(context.Request, specs, name, cancellation);
        if (spec is null)
            return refusal!;
        var change = await writer.ChangeAsync(spec, mayReplace, Caller.From(context)!, cancellation);
        switch (change.Outcome)
        {
            case ChangeOutcome.NotFound:
                return NotFound;
            case ChangeOutcome.VersionDiffers:
                return VersionTags.Differs;
            case ChangeOutcome.Closed:
                return Closed;
            default:
                VersionTags.Set(context.Response, change.Now!.SpecVersion);
                return Results.Ok(change.Now);
        }
    }

    private static async Task<IResult> ValidateAsync(HttpRequest request, SpecReader specs, CancellationToken cancellation)
    {
        var (spec, refusal) = await SpecBody.ReadAsync(request, specs, null, cancellation);
        return refusal ?? Results.Text(spec!.Spec.Normalised, SpecBody.Json);
    }

    // Only marks it: what a closed campaign's pull requests do is for the part that publishes them.
    private static async Task<IResult> CloseAsync(
        string name, CloseRequest? request, HttpContext context, CampaignCloser closer, ProgressReader progress, CancellationToken cancellation)
    {
        if (request?.Check() is { } wrong)
            return wrong;
        return await closer.CloseAsync(name, request?.PullRequests == CloseRequest.Close, Caller.From(context)!, cancellation) is { } closed
            ? Results.Ok((await progress.AddToAsync([closed], cancellation))[0])
            : NotFound;
    }

    private static async Task<IResult> ListAsync(
        CampaignReader reader, ProgressReader progress, string? after, int? limit, CancellationToken cancellation)
    {
        if (Pages.CheckLimit(limit) is { } failure)
            return failure;
        if (after?.Contains('\0') == true)
            return Pages.InvalidCursor;
        var size = limit ?? Pages.DefaultLimit;
        var page = (await reader.ListAsync(after, size + 1, cancellation)).ToPage(size, c => c.Name);
        return Results.Ok(page with { Items = await progress.AddToAsync(page.Items, cancellation) });
    }

    private static async Task<IResult> FindAsync(
        string name, HttpResponse response, CampaignReader reader, ProgressReader progress, CancellationToken cancellation)
    {
        if (await reader.FindAsync(name, cancellation) is not { } campaign)
            return NotFound;
        VersionTags.Set(response, campaign.SpecVersion);
        return Results.Ok((await progress.AddToAsync([campaign], cancellation))[0]);
    }

    private static async Task<IResult> SpecAsync(
        string name, int? version, HttpContext context, CampaignReader reader, CancellationToken cancellation)
    {
        if (await reader.FindSpecAsync(name, version, cancellation) is not { } spec)
            return NotFound;
        VersionTags.Set(context.Response, spec.Version);
        context.Response.Headers.Vary = "Accept";
        // The first of the wanted types decides; a browser or curl, which take anything, get what was written.
        return context.Request.GetTypedHeaders().Accept.OrderByDescending(a => a.Quality ?? 1).FirstOrDefault()?.MediaType == SpecBody.Json
            ? Results.Text(spec.Normalised, SpecBody.Json)
            : Results.Bytes(spec.Raw, spec.MediaType);
    }
}
