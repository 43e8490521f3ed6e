namespace Octobatch.ServiceDefaults;

/// <summary>What one of the four services is: its name in tokens and health answers, its port, and who may call it.</summary>
/// <param name="Name">Also the issuer and audience of service tokens, and the name of its Postgres schema.</param>
/// <param name="Port">Listened on when no other address is configured.</param>
/// <param name="Callers">Names of the services that may call it. The gateway faces users and is called by no service.</param>
public sealed record OctobatchService(string Name, int Port, IReadOnlyList<string> Callers)
{
    public static readonly OctobatchService Gateway = new("gateway", 8000, []);
    public static readonly OctobatchService Campaign = new("campaign", 8001, ["gateway"]);
    public static readonly OctobatchService Selection = new("selection", 8002, ["gateway", "campaign"]);
    public static readonly OctobatchService Token = new("token", 8003, ["gateway", "campaign", "selection"]);

    public static IReadOnlyList<OctobatchService> All { get; } = [Gateway, Campaign, Selection, Token];

    /// <summary>The schema that this service owns. No service reads another's.</summary>
    public string Schema => Name;
}
