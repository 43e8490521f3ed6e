using Octobatch.Campaigns.Steps;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Http;

namespace Octobatch.Campaigns;

/// <summary>The campaign service, as it runs alone, in Standalone and in tests.</summary>
public static class CampaignService
{
    public static void AddCampaignService(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults(OctobatchService.Campaign, typeof(CampaignService).Assembly);
        builder.AddServiceClient<SelectionAddress>(OctobatchService.Selection);
        builder.AddServiceClient<TokenAddress>(OctobatchService.Token);
        builder.AddSettings<PublicAddress>();
        builder.AddSettings<RunStepSettings>();
    }

    public static void MapCampaignService(this WebApplication app) => app.MapServiceDefaults();
}
