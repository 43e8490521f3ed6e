using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Tokens.App;

/// <summary>The GitHub App's credentials. Only the token service has them.</summary>
public sealed class AppSettings : ISettings
{
    public const string IdVariable = "OCTOBATCH_GITHUB_APP_ID";
    public const string KeyVariable = "OCTOBATCH_GITHUB_APP_PRIVATE_KEY";
    public const string PathVariable = "OCTOBATCH_GITHUB_APP_PRIVATE_KEY_PATH";

    private readonly Lazy<(AppKeyReading? Reading, SettingProblem? Problem)> keys;

    public AppSettings() => keys = new(ReadKeys);

    /// <summary>The App's number, or its client id, which GitHub takes as the issuer of a JWT too.</summary>
    [Setting(IdVariable, "Octobatch:GitHub:AppId", Required = "set it to the number that stands on the GitHub App's page")]
    public string AppId { get; init; } = "";

    /// <summary>The private key in PEM, also with <c>\n</c> written literally; several one after another while rotating.</summary>
    [Setting(KeyVariable, "Octobatch:GitHub:AppPrivateKey", Secret = true)]
    public string PrivateKey { get; init; } = "";

    /// <summary>A file with the same; asked when <see cref="PrivateKey"/> is not set.</summary>
    [Setting(PathVariable, "Octobatch:GitHub:AppPrivateKeyPath")]
    public string PrivateKeyPath { get; init; } = "";

    /// <summary>The usable keys in order.</summary>
    public IReadOnlyList<AppKey> Keys => keys.Value.Reading?.Keys ?? [];

    public IEnumerable<string> DerivedSecrets => keys.Value.Reading is { } reading ? [reading.Text] : [];

    public IEnumerable<SettingProblem> Validate()
    {
        if (AppId.Length > 0 && !AppId.All(c => char.IsAsciiLetterOrDigit(c) || c == '.'))
            yield return new(IdVariable, $"{IdVariable}: '{AppId}' is neither an App's number nor a client id");
        if (keys.Value.Problem is { } problem)
            yield return problem;
    }

    private (AppKeyReading?, SettingProblem?) ReadKeys()
    {
        if (PrivateKey.Length > 0)
            return Parse(PrivateKey, KeyVariable);
        if (PrivateKeyPath.Length == 0)
            return (null, new(KeyVariable, $"{KeyVariable} is not set: set it to the GitHub App's private key in PEM, or {PathVariable} to a file with it"));
        try
        {
            return Parse(File.ReadAllText(PrivateKeyPath), PathVariable);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (null, new(PathVariable, $"{PathVariable}: the file cannot be read ({e.GetType().Name})"));
        }
    }

    private static (AppKeyReading, SettingProblem?) Parse(string text, string variable)
    {
        var reading = AppKeyReading.Of(text);
        return (reading, reading.Problem is { } problem ? new(variable, $"{variable} {problem}") : null);
    }
}
