using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Frame;

namespace Octobatch.Gateway.Web.Campaigns;

internal static class CampaignListPages
{
    private const int Rows = 50;

    public static async Task<IResult> ShowAsync(ApiClient api, string? after)
    {
        var campaigns = await api.GetAsync<ApiPage<CampaignItem>>(Addresses.Of("/api/campaigns", ("after", after), ("limit", $"{Rows}")));
        return campaigns.Problem is { } problem ? problem : Page.Of<CampaignsView>(new CampaignsPage(campaigns.Value!, after));
    }
}

public sealed record CampaignsPage(ApiPage<CampaignItem> Campaigns, string? After);
