namespace Octobatch.GitHubSimulator.Owners;

/// <summary>An organisation or a user.</summary>
public sealed class Owner(long id, string login, bool isOrganization)
{
    /// <summary>The number that GitHub calls it by; among the owners of repositories also the installation's.</summary>
    public long Id => id;

    /// <summary>The name in URLs.</summary>
    public string Login => login;

    /// <summary>An organisation, or a person's account.</summary>
    public bool IsOrganization => isOrganization;

    /// <summary>GitHub's name of the kind.</summary>
    public string Type => isOrganization ? "Organization" : "User";
}
