using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Apps;

/// <summary>The App about itself.</summary>
internal static class AppEndpoints
{
    public static void Map(Routes routes)
    {
        routes.Get("/app", Need.App, Get);
        routes.Get("/apps/{app_slug}", Need.Nothing, BySlug);
    }

    private static Answer BySlug(Call call) => call.Route("app_slug") == call.Simulator.App.Slug ? Get(call) : Answer.NotFound();

    private static Answer Get(Call call)
    {
        var app = call.Simulator.App;
        return Answer.Ok(new
        {
            app.Id,
            app.ClientId,
            app.Slug,
            NodeId = NodeIds.Of("A", app.Id),
            Owner = OwnerJson.Of(call.Simulator.Admin, call.Urls),
            Name = "Octobatch",
            Description = "Changes many repositories at once, safely.",
            ExternalUrl = call.Urls.Root,
            HtmlUrl = $"{call.Urls.Root}/apps/{app.Slug}",
            app.CreatedAt,
            UpdatedAt = app.CreatedAt,
            Permissions = app.Permissions.Json,
            app.Events,
            InstallationsCount = call.Simulator.Installations.All.Count,
        });
    }
}
