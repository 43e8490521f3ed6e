namespace Octobatch.GitHubSimulator.Owners;

/// <summary>An organisation, a person's account, or an App as an author.</summary>
/// <param name="Id">The number that GitHub calls it by.</param>
/// <param name="Login">The name in URLs.</param>
/// <param name="IsOrganization">An organisation.</param>
/// <param name="IsBot">An App.</param>
public sealed record Owner(long Id, string Login, bool IsOrganization, bool IsBot = false)
{
    /// <summary>GitHub's name of the kind.</summary>
    public string Type => IsOrganization ? "Organization" : IsBot ? "Bot" : "User";
}
