using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Tokens.Installations;

/// <summary>How tokens are kept.</summary>
public sealed class TokenSettings : ISettings
{
    private const string SkewVariable = "OCTOBATCH_GITHUB_TOKEN_SKEW_SECONDS";
    private const string EntriesVariable = "OCTOBATCH_TOKEN_CACHE_ENTRIES";

    /// <summary>A token with less than this many seconds left is not handed out any more.</summary>
    [Setting(SkewVariable, "Octobatch:Token:SkewSeconds")]
    public int SkewSeconds { get; init; } = 60;

    /// <summary>How many tokens one replica keeps; the least recently used go first. One takes about 2 kB.</summary>
    [Setting(EntriesVariable, "Octobatch:Token:CacheEntries")]
    public int CacheEntries { get; init; } = 15_000;

    public TimeSpan Margin => TimeSpan.FromSeconds(Math.Clamp(SkewSeconds, 0, 1800));

    public IEnumerable<SettingProblem> Validate()
    {
        if (SkewSeconds is < 0 or > 1800)
            yield return new(SkewVariable, $"{SkewVariable} must be from 0 to 1800 seconds");
        if (CacheEntries < 1)
            yield return new(EntriesVariable, $"{EntriesVariable} must be at least 1");
    }
}
