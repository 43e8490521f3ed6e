using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Authentication;

/// <summary>Optional bearer tokens of an OpenID Connect provider, beside API keys.</summary>
public sealed class OidcSettings : ISettings
{
    private const string AuthorityVariable = "OCTOBATCH_OIDC_AUTHORITY";
    private const string AudienceVariable = "OCTOBATCH_OIDC_AUDIENCE";

    /// <summary>The issuer; its <c>/.well-known/openid-configuration</c> names the signing keys.</summary>
    [Setting(AuthorityVariable, "Octobatch:Oidc:Authority")]
    public Uri? Authority { get; init; }

    /// <summary>What a token's <c>aud</c> must hold.</summary>
    [Setting(AudienceVariable, "Octobatch:Oidc:Audience")]
    public string? Audience { get; init; }

    /// <summary>The claim with the role, <c>viewer</c>, <c>operator</c> or <c>admin</c>; of several the highest counts.</summary>
    [Setting("OCTOBATCH_OIDC_ROLE_CLAIM", "Octobatch:Oidc:RoleClaim")]
    public string RoleClaim { get; init; } = "role";

    public bool IsUsable => Authority is not null && !Validate().Any();

    public IEnumerable<SettingProblem> Validate()
    {
        if (Authority is null && Audience is not null)
            yield return new(AuthorityVariable, $"{AuthorityVariable} is not set: {AudienceVariable} needs it");
        if (Authority is not null && Audience is null)
            yield return new(AudienceVariable, $"{AudienceVariable} is not set: {AuthorityVariable} needs it, else tokens made for others would be accepted");
        // https://openid.net/specs/openid-connect-discovery-1_0.html#TLSRequirements
        if (Authority is { Scheme: not "https", IsLoopback: false })
            yield return new(AuthorityVariable, $"{AuthorityVariable} must be an https URL");
    }
}
