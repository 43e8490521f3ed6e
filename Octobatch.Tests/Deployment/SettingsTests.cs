using System.Reflection;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Tests.Deployment;

public sealed class SettingsTests
{
    /// <summary>Every variable whose value must never be shown, from the settings classes of all services.</summary>
    internal static IReadOnlySet<string> SecretVariables { get; } =
        new[] { typeof(ISettings).Assembly }
            .SelectMany(a => a.GetTypes()).SelectMany(SettingsReader.Of).Where(s => s.Setting.Secret).Select(s => s.Setting.Variable)
            .ToHashSet(StringComparer.Ordinal);
}
