namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>Where a service that this one calls is. Aspire's service discovery variables work too.</summary>
public interface IServiceAddress : ISettings
{
    Uri? Url { get; }
}

public sealed class CampaignAddress : IServiceAddress
{
    [Setting("OCTOBATCH_CAMPAIGN_URL", "services:campaign:https:0", "services:campaign:http:0",
        Required = "set it to the campaign service's address, such as http://localhost:8001")]
    public Uri? Url { get; init; }
}

public sealed class SelectionAddress : IServiceAddress
{
    [Setting("OCTOBATCH_SELECTION_URL", "services:selection:https:0", "services:selection:http:0",
        Required = "set it to the selection service's address, such as http://localhost:8002")]
    public Uri? Url { get; init; }
}

public sealed class TokenAddress : IServiceAddress
{
    [Setting("OCTOBATCH_TOKEN_URL", "services:token:https:0", "services:token:http:0",
        Required = "set it to the token service's address, such as http://localhost:8003")]
    public Uri? Url { get; init; }
}

/// <summary>Where people reach the gateway from outside; links in what Octobatch writes begin with it.</summary>
public sealed class PublicAddress : ISettings
{
    [Setting("OCTOBATCH_PUBLIC_URL", "Octobatch:PublicUrl")]
    public Uri? Url { get; init; }
}
