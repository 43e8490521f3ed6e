namespace Octobatch.Tests.Infrastructure;

/// <summary>Settings with which a service starts in tests. Nothing in them points beyond loopback.</summary>
internal static class ServiceSettings
{
    /// <summary>The key that signs service tokens in tests.</summary>
    public const string ServiceKey = "a-service-key-for-tests-of-48-characters-0123456";

    /// <summary>A port of loopback on which nothing listens: calls there are refused at once.</summary>
    public const string Nowhere = "http://127.0.0.1:9";

    /// <summary>
    /// Usual settings: every other service and GitHub at <see cref="Nowhere"/>, no Postgres, Redis or blob store. Names given again in
    /// <paramref name="own"/> win; a null value takes a setting away.
    /// </summary>
    public static Dictionary<string, string?> With(params (string Variable, string? Value)[] own)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["OCTOBATCH_SERVICE_KEY"] = ServiceKey,
            ["OCTOBATCH_GITHUB_API_BASE_URL"] = Nowhere,
            ["OCTOBATCH_CAMPAIGN_URL"] = Nowhere,
            ["OCTOBATCH_SELECTION_URL"] = Nowhere,
            ["OCTOBATCH_TOKEN_URL"] = Nowhere,
        };
        foreach (var (variable, value) in own)
            settings[variable] = value;
        return settings;
    }
}
