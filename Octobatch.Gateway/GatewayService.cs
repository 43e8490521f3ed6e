using Octobatch.Gateway.Audit;
using Octobatch.Gateway.Authentication;
using Octobatch.Gateway.Installations;
using Octobatch.Gateway.Keys;
using Octobatch.Gateway.Limits;
using Octobatch.Gateway.OpenApi;
using Octobatch.Gateway.Proxy;
using Octobatch.Gateway.SignIn.Links;
using Octobatch.Gateway.Web;
using Octobatch.Gateway.Web.Forms;
using Octobatch.Gateway.Webhooks;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Http;

namespace Octobatch.Gateway;

/// <summary>The gateway, as it runs alone, in Standalone and in tests: the only service that faces users and GitHub's webhooks.</summary>
public static class GatewayService
{
    public static void AddGatewayService(this WebApplicationBuilder builder)
    {
        builder.AddPages(); // first, because of two writers of problems the first that can writes
        builder.AddServiceDefaults(OctobatchService.Gateway, typeof(GatewayService).Assembly);
        builder.AddServiceClient<CampaignAddress>(OctobatchService.Campaign);
        builder.AddServiceClient<SelectionAddress>(OctobatchService.Selection);
        builder.AddServiceClient<TokenAddress>(OctobatchService.Token);
        builder.AddSettings<WebhookSettings>();
        builder.AddLimits();
        builder.AddGatewayAuthentication();
        builder.AddDescription();
        builder.Services.AddHttpForwarder();
        builder.Logging.AddFilter("Yarp", LogLevel.Error); // the forwarder says in its own words what failed
        builder.Services.AddSingleton<Destinations>().AddSingleton<Forwarder>().AddSingleton<WebhookFanOut>().AddSingleton<AuditTrail>()
            .AddSingleton<InstallationList>();
    }

    public static void MapGatewayService(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseSecurityHeaders();
        app.MapServiceDefaults(afterAuthentication: pipeline =>
        {
            pipeline.UseRateLimiter();
            pipeline.UseBodyLimit();
            pipeline.UseForgeryProtection();
        });
        app.MapKeys();
        app.MapAuditTrail();
        app.MapInstallations();
        app.MapForwardedRoutes();
        app.MapWebhooks();
        app.MapDescription();
        app.MapSchemas();
        app.MapSignInLinks();
        app.MapPages();
    }
}
