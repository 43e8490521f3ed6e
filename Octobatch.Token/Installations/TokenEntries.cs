using System.Text.Json;
using System.Text.Json.Nodes;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Tokens.Installations;

/// <summary>What the audit says of tokens: everything but the token.</summary>
internal static class TokenEntries
{
    /// <summary>GitHub made a token.</summary>
    public static AuditEntry Minted(TokenKey key, InstallationToken token, Caller caller) => Entry("token.minted", key, token, caller) with
    {
        Details = Details(key, token),
    };

    /// <summary>A person got a token through the gateway.</summary>
    public static AuditEntry HandedOut(TokenKey key, InstallationToken token, Caller caller) => Entry("token.handed_out", key, token, caller);

    private static AuditEntry Entry(string action, TokenKey key, InstallationToken token, Caller caller) =>
        new(caller.Subject, action, $"installation:{key.Installation}") { CorrelationId = caller.CorrelationId, TokenSha256 = token.Sha256 };

    private static string Details(TokenKey key, InstallationToken token)
    {
        var details = JsonSerializer.Deserialize<JsonObject>(token.Answer.Span)!;
        details.Remove("token");
        details.Remove("cached");
        details["scope"] = key.Scope;
        return details.ToJsonString();
    }
}
