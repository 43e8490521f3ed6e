using System.Text;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Webhooks;

/// <summary>The secret that GitHub signs webhooks with. Without one, webhooks are refused.</summary>
public sealed class WebhookSettings : ISettings
{
    public const string Variable = "OCTOBATCH_GITHUB_WEBHOOK_SECRET";

    /// <summary>One per line while rotating: all verify.</summary>
    [Setting(Variable, "Octobatch:GitHub:WebhookSecret", Secret = true)]
    public string Secrets { get; init; } = "";

    public IReadOnlyList<byte[]> SecretBytes =>
        [.. Secrets.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Encoding.UTF8.GetBytes)];
}
