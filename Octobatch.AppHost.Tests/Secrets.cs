using System.Security.Cryptography;

namespace Octobatch.AppHost.Tests;

/// <summary>
/// Every secret of the graph, made anew for one test, so that the user secrets of a developer are neither read nor written.
/// </summary>
internal sealed class Secrets
{
    private readonly Dictionary<string, string> _values = new[]
    {
        "postgres-password", "redis-password", "blobstore-access-key", "blobstore-secret-key", "service-key", "admin-key",
        "github-app-private-key", "github-webhook-secret",
    }.ToDictionary(name => name, _ => RandomNumberGenerator.GetHexString(40, lowercase: true));

    /// <summary>The value of one of them by the name of its parameter.</summary>
    public string this[string name] => _values[name];

    /// <summary>All values, to look for where none may be.</summary>
    public IEnumerable<string> Values => _values.Values;

    /// <summary>The AppHost's command line that sets them.</summary>
    public IEnumerable<string> Arguments => _values.Select(secret => $"--Parameters:{secret.Key}={secret.Value}");
}
