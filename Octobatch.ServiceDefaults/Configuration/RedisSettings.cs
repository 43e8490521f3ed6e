using Octobatch.ServiceDefaults.Redis;

namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>Where Redis is, which holds what replicas share and may lose.</summary>
public sealed class RedisSettings : ISettings
{
    public static string? Dependency => "redis";

    /// <summary><c>redis://</c>, <c>rediss://</c> for TLS, or StackExchange.Redis's own form.</summary>
    [Setting("OCTOBATCH_REDIS_URL", "ConnectionStrings:redis", Secret = true,
        Required = "set it to redis://host:6379/0 with :password@ before the host if it has one")]
    public string Url { get; init; } = "";

    public IEnumerable<SettingProblem> Validate()
    {
        if (Url.Length > 0 && RedisUrl.Parse(Url) is { Problem: { } problem })
            yield return new("OCTOBATCH_REDIS_URL", $"OCTOBATCH_REDIS_URL {problem}");
    }
}
