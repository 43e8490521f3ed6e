using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.SignIn.GitHub;

/// <summary>Optional sign-in at the pages with GitHub, through the App's user authorisation.</summary>
public sealed class GitHubSignInSettings : ISettings
{
    private const string IdVariable = "OCTOBATCH_GITHUB_CLIENT_ID";
    private const string SecretVariable = "OCTOBATCH_GITHUB_CLIENT_SECRET";
    private const string RolesVariable = "OCTOBATCH_GITHUB_ROLES";

    [Setting(IdVariable, "Octobatch:GitHub:ClientId")]
    public string? ClientId { get; init; }

    [Setting(SecretVariable, "Octobatch:GitHub:ClientSecret", Secret = true)]
    public string? ClientSecret { get; init; }

    /// <summary>
    /// Who may do what: <c>acme/platform=admin,acme/*=viewer</c>. The part before the slash is an organisation, the part after it one of its
    /// teams by its slug, or <c>*</c> for every member; of several that hold, the highest role counts, and without any nobody gets in.
    /// </summary>
    [Setting(RolesVariable, "Octobatch:GitHub:Roles")]
    public string Roles { get; init; } = "";

    public bool IsUsable => ClientId is not null && !Validate().Any();

    public IEnumerable<SettingProblem> Validate()
    {
        if (ClientId is null && ClientSecret is not null)
            yield return new(IdVariable, $"{IdVariable} is not set: {SecretVariable} needs it");
        if (ClientId is not null && ClientSecret is null)
            yield return new(SecretVariable, $"{SecretVariable} is not set: {IdVariable} needs it");
        if (ClientId is not null && Roles.Trim().Length == 0)
            yield return new(RolesVariable, $"{RolesVariable} is not set, so nobody could sign in with GitHub; set it to such as acme/platform=admin,acme/*=viewer");
        foreach (var wrong in Texts.Where(text => GitHubRole.Parse(text) is null))
            yield return new(RolesVariable, $"{RolesVariable}: '{wrong}' is not ORGANISATION/TEAM=ROLE with a role of viewer, operator or admin");
    }

    internal IEnumerable<GitHubRole> Rules => Texts.Select(GitHubRole.Parse).OfType<GitHubRole>();

    private string[] Texts => Roles.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
