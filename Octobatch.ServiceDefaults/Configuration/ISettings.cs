namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>A group of settings that <see cref="SettingsReader"/> fills from <see cref="SettingAttribute"/>s.</summary>
public interface ISettings
{
    /// <summary>
    /// The dependency that these settings reach (<c>postgres</c>, <c>redis</c>, <c>blobstore</c>, <c>github_api</c>):
    /// its health check reports their problems. Null for settings whose problems stand in the list <c>problems</c>.
    /// </summary>
    static virtual string? Dependency => null;

    /// <summary>Secrets that the values lead to, such as the content of a file. Redacted like the values of secret settings themselves.</summary>
    IEnumerable<string> DerivedSecrets => [];

    /// <summary>Everything wrong beyond missing values and values of the wrong type, all at once.</summary>
    IEnumerable<SettingProblem> Validate() => [];
}
