using System.Net;
using Octobatch.Campaigns;
using Xunit;

namespace Octobatch.Tests.Infrastructure;

public sealed class ServiceHostTests
{
    [Fact]
    public async Task A_hosted_service_answers_on_its_own_port_and_its_log_is_kept()
    {
        await using var host = await ServiceHost.StartAsync(b => b.AddCampaignService(), a => a.MapCampaignService(), ServiceSettings.With());

        Assert.NotEqual(8001, host.Address.Port);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/livez", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Contains("OCTOBATCH_POSTGRES_DSN is not set", host.Logs.Text, StringComparison.Ordinal);
    }
}
