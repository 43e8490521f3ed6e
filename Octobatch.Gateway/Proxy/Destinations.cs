using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Proxy;

/// <summary>Where the services behind the gateway are.</summary>
internal sealed class Destinations(
    CampaignAddress campaign, SelectionAddress selection, TokenAddress token, ConfigurationProblems problems)
{
    /// <exception cref="DependencyNotConfiguredException">The address is missing or unusable; the message names the variable.</exception>
    public Uri Of(OctobatchService service)
    {
        var (url, variable) = service.Name switch
        {
            "campaign" => (campaign.Url, "OCTOBATCH_CAMPAIGN_URL"),
            "selection" => (selection.Url, "OCTOBATCH_SELECTION_URL"),
            _ => (token.Url, "OCTOBATCH_TOKEN_URL"),
        };
        return url ?? throw new DependencyNotConfiguredException(problems.All.First(p => p.Variable == variable).Message);
    }
}
