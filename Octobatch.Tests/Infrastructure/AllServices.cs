using Octobatch.Campaigns;
using Octobatch.Gateway;
using Octobatch.Selections;
using Octobatch.Tokens;
using Xunit;

namespace Octobatch.Tests.Infrastructure;

/// <summary>The four services by name, for tests that hold for each of them.</summary>
public static class AllServices
{
    public static IReadOnlyList<string> Names { get; } = ["gateway", "campaign", "selection", "token"];

    public static TheoryData<string> All => [.. Names];

    internal static Task<ServiceHost> StartAsync(string service, IReadOnlyDictionary<string, string?> settings, TimeProvider? time = null) =>
        service switch
        {
            "gateway" => ServiceHost.StartAsync(b => b.AddGatewayService(), a => a.MapGatewayService(), settings, time: time),
            "campaign" => ServiceHost.StartAsync(b => b.AddCampaignService(), a => a.MapCampaignService(), settings, time: time),
            "selection" => ServiceHost.StartAsync(b => b.AddSelectionService(), a => a.MapSelectionService(), settings, time: time),
            "token" => ServiceHost.StartAsync(b => b.AddTokenService(), a => a.MapTokenService(), settings, time: time),
            _ => throw new ArgumentOutOfRangeException(nameof(service), service, "There is no such service."),
        };
}
