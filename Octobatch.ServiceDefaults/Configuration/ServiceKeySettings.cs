using System.Text;

namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>The secret that signs tokens between services; every service has the same.</summary>
public sealed class ServiceKeySettings : ISettings
{
    private const string Variable = "OCTOBATCH_SERVICE_KEY";
    private const int LeastBytes = 32;

    /// <summary>One key per line while rotating: the first signs, all verify.</summary>
    [Setting(Variable, "Octobatch:ServiceKey", Secret = true,
        Required = "set it to the same secret of at least 32 bytes in every service, for example from `openssl rand -base64 48`")]
    public string Keys { get; init; } = "";

    /// <summary>The usable keys in order.</summary>
    public IReadOnlyList<byte[]> KeyBytes =>
        [.. Lines.Select(Encoding.UTF8.GetBytes).Where(k => k.Length >= LeastBytes)];

    private string[] Lines =>
        Keys.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<SettingProblem> Validate()
    {
        if (KeyBytes.Count < Lines.Length)
            yield return new(Variable, $"{Variable}: every key (one per line) needs at least {LeastBytes} bytes");
    }
}
