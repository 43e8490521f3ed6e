using Octobatch.Campaigns.Specs.Storage;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Specs.Endpoints;

/// <summary>What is read below one campaign: for viewers, and 404 where there is no such campaign, so that an empty list means empty.</summary>
internal static class CampaignGroup
{
    /// <summary>Endpoints below <c>/api/campaigns/{name}</c>; their handlers take <c>string name</c>.</summary>
    public static RouteGroupBuilder MapCampaignReads(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/campaigns/{name}").RequireIssuer(OctobatchService.Gateway).RequireRole(CallerRole.Viewer);
        group.AddEndpointFilter(async (context, next) =>
        {
            var campaigns = context.HttpContext.RequestServices.GetRequiredService<CampaignReader>();
            var name = (string)context.HttpContext.Request.RouteValues["name"]!;
            return await campaigns.ExistsAsync(name, context.HttpContext.RequestAborted) ? await next(context) : CampaignEndpoints.NotFound;
        });
        return group;
    }
}
