using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Authentication;

/// <summary>The bootstrap API key with the role admin, for the first minutes and for when Postgres is away.</summary>
public sealed class AdminKeySettings : ISettings
{
    private const string Variable = "OCTOBATCH_ADMIN_KEY";
    private const int LeastCharacters = 24;

    /// <summary>In any form; without one, keys come from OIDC sign-ins or from keys created before.</summary>
    [Setting(Variable, "Octobatch:AdminKey", Secret = true)]
    public string? AdminKey { get; init; }

    /// <summary>The key without surrounding white space, or null when there is none or it is too short to be safe.</summary>
    public string? Usable => AdminKey?.Trim() is { Length: >= LeastCharacters } key ? key : null;

    public IEnumerable<SettingProblem> Validate()
    {
        if (AdminKey is not null && Usable is null)
            yield return new(Variable, $"{Variable} needs at least {LeastCharacters} characters, for example octo_ and the output of `openssl rand -hex 24`; it is not accepted as it is");
    }
}
