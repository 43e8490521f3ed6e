using System.Net;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Limits;

/// <summary>How much one caller may ask, and how callers are told apart.</summary>
public sealed class LimitSettings : ISettings
{
    private const string KeyVariable = "OCTOBATCH_GATEWAY_REQUESTS_PER_MINUTE";
    private const string AnonymousVariable = "OCTOBATCH_GATEWAY_ANONYMOUS_REQUESTS_PER_MINUTE";
    private const string ProxiesVariable = "OCTOBATCH_GATEWAY_TRUSTED_PROXIES";

    /// <summary>Requests a minute of one key or user, on each replica. A minute's worth may come at once.</summary>
    [Setting(KeyVariable, "Octobatch:Gateway:RequestsPerMinute")]
    public int RequestsPerMinute { get; init; } = 6000;

    /// <summary>Requests a minute without a valid key from one address; what slows down guessing.</summary>
    [Setting(AnonymousVariable, "Octobatch:Gateway:AnonymousRequestsPerMinute")]
    public int AnonymousRequestsPerMinute { get; init; } = 60;

    /// <summary>
    /// Addresses or networks (<c>10.0.0.0/8</c>), separated by commas, of proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>
    /// are believed. Without them the address of a caller is that of the connection.
    /// </summary>
    [Setting(ProxiesVariable, "Octobatch:Gateway:TrustedProxies")]
    public string TrustedProxies { get; init; } = "";

    public IEnumerable<IPNetwork> ProxyNetworks => ProxyTexts.Select(Network).OfType<IPNetwork>();

    private string[] ProxyTexts => TrustedProxies.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<SettingProblem> Validate()
    {
        if (RequestsPerMinute < 1)
            yield return new(KeyVariable, $"{KeyVariable} must be at least 1");
        if (AnonymousRequestsPerMinute < 1)
            yield return new(AnonymousVariable, $"{AnonymousVariable} must be at least 1");
        foreach (var text in ProxyTexts.Where(t => Network(t) is null))
            yield return new(ProxiesVariable, $"{ProxiesVariable}: '{text}' is neither an address nor a network such as 10.0.0.0/8");
    }

    private static IPNetwork? Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            return network;
        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}
