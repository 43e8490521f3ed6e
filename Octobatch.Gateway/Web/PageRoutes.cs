using Octobatch.Gateway.Keys;
using Octobatch.Gateway.SignIn;
using Octobatch.Gateway.SignIn.GitHub;
using Octobatch.Gateway.Web.Assets;
using Octobatch.Gateway.Web.Audits;
using Octobatch.Gateway.Web.Campaigns;
using Octobatch.Gateway.Web.Changesets;
using Octobatch.Gateway.Web.Diffs;
using Octobatch.Gateway.Web.Frame;
using Octobatch.Gateway.Web.Keys;
using Octobatch.Gateway.Web.NewCampaign;
using Octobatch.Gateway.Web.Repositories;
using Octobatch.Gateway.Web.Settings;
using Octobatch.ServiceDefaults.Http;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Web;

/// <summary>Every page and every form of the pages, with the least role that may see or send it.</summary>
internal static class PageRoutes
{
    // A spec's 2 MiB, each byte as up to three when a form carries it.
    private static readonly BodyLimit LargeForm = new(4 * BodyLimit.Spec);

    public static void MapPages(this IEndpointRouteBuilder app)
    {
        app.MapAssets();
        var pages = app.MapGroup("").WithMetadata(PageMetadata.Instance).ExcludeFromDescription();
        pages.MapGet("/sign-in", SignInPages.Show).AllowAnonymous();
        pages.MapPost("/sign-in", SignInPages.WithKeyAsync).AllowAnonymous();
        pages.MapGet("/sign-in/link/{token}", SignInPages.ShowLink).AllowAnonymous();
        pages.MapPost("/sign-in/link/{token}", SignInPages.WithLinkAsync).AllowAnonymous();
        pages.MapGet("/sign-in/github", GitHubPages.Begin).AllowAnonymous();
        pages.MapGet("/sign-in/github/callback", GitHubPages.EndAsync).AllowAnonymous();
        pages.MapPost("/sign-out", SignInPages.OutAsync).RequireRole(CallerRole.Viewer);

        pages.MapGet("/", () => Results.LocalRedirect("~/campaigns")).RequireRole(CallerRole.Viewer);
        pages.MapGet("/campaigns", CampaignListPages.ShowAsync).RequireRole(CallerRole.Viewer);
        pages.MapGet("/new-campaign", EditorPages.New).RequireRole(CallerRole.Operator);
        pages.MapPost("/new-campaign", EditorPages.CreateAsync).RequireRole(CallerRole.Operator).WithMetadata(LargeForm);
        pages.MapGet("/campaigns/{name}", CampaignPages.ShowAsync).RequireRole(CallerRole.Viewer);
        pages.MapGet("/campaigns/{name}/spec", EditorPages.EditAsync).RequireRole(CallerRole.Operator);
        pages.MapPost("/campaigns/{name}/spec", EditorPages.ChangeAsync).RequireRole(CallerRole.Operator).WithMetadata(LargeForm);
        pages.MapPost("/campaigns/{name}/preview", CampaignPages.PreviewAsync).RequireRole(CallerRole.Operator);
        pages.MapPost("/campaigns/{name}/runs/{number:int}/{action}", CampaignPages.ControlAsync).RequireRole(CallerRole.Operator);
        pages.MapPost("/campaigns/{name}/close", CampaignPages.CloseAsync).RequireRole(CallerRole.Operator);
        pages.MapGet("/campaigns/{name}/diffs", DiffPages.ListAsync).RequireRole(CallerRole.Viewer);
        pages.MapGet("/campaigns/{name}/diffs/{hash}", DiffPages.ShowAsync).RequireRole(CallerRole.Viewer);
        pages.MapPost("/campaigns/{name}/publish", PublishPages.PublishAsync).RequireRole(CallerRole.Operator);
        pages.MapGet("/campaigns/{name}/changesets/{owner}/{repo}", ChangesetPages.ShowAsync).RequireRole(CallerRole.Viewer);
        pages.MapPost("/campaigns/{name}/act", ChangesetPages.ActAsync).RequireRole(CallerRole.Operator);

        pages.MapGet("/repositories", RepositoryPages.ShowAsync).RequireRole(CallerRole.Viewer);
        pages.MapGet("/audit", AuditPages.ShowAsync).RequireRole(CallerRole.Admin);
        pages.MapGet("/keys", (KeyStore keys, string? after, CancellationToken cancellation) => KeyPages.ShowAsync(keys, after, cancellation)).RequireRole(CallerRole.Admin);
        pages.MapPost("/keys", KeyPages.CreateAsync).RequireRole(CallerRole.Admin);
        pages.MapPost("/keys/{id:guid}/revoke", KeyPages.RevokeAsync).RequireRole(CallerRole.Admin);
        pages.MapGet("/settings", SettingsPages.ShowAsync).RequireRole(CallerRole.Viewer);
        pages.MapPost("/settings/sync", SettingsPages.SyncAsync).RequireRole(CallerRole.Operator);
        pages.MapPost("/settings/kill-switch", SettingsPages.SwitchAsync).RequireRole(CallerRole.Admin);
    }
}
