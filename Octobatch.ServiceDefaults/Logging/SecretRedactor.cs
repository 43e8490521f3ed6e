using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Octobatch.ServiceDefaults.Logging;

/// <summary>
/// Replaces secrets in text: the values of this process's secret settings, and whatever has the form of a GitHub token, an Octobatch key,
/// a JSON web token, a private key or a password in a URL.
/// </summary>
public sealed partial class SecretRedactor
{
    public const string Replacement = "[redacted]";
    private const int ShortestSecret = 6; // shorter values would blank out ordinary words

    private ImmutableArray<string> values = [];

    /// <summary>Adds values that must never be shown; each line of a value also counts by itself, as keys come one per line.</summary>
    public void Add(IEnumerable<string> secrets)
    {
        var found = secrets
            .SelectMany(s => s.Split('\n', StringSplitOptions.TrimEntries).Append(s.Trim()).Append(PasswordOf(s)))
            .Where(s => s.Length >= ShortestSecret)
            .ToArray();
        ImmutableInterlocked.Update(ref values, (old, more) =>
            [.. old.Concat(more).Distinct(StringComparer.Ordinal).OrderByDescending(s => s.Length)], found);
    }

    /// <summary>The text without secrets; the same instance when there are none.</summary>
    public string Redact(string text)
    {
        foreach (var value in values)
            text = text.Replace(value, Replacement, StringComparison.Ordinal);
        return Forms().IsMatch(text) ? Forms().Replace(text, "${kept}" + Replacement) : text;
    }

    // A DSN's password also appears alone, in messages of drivers.
    private static string PasswordOf(string secret)
    {
        var match = DsnPassword().Match(secret);
        return match.Success ? Uri.UnescapeDataString(match.Groups["password"].Value) : "";
    }

    // GitHub's token prefixes: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    [GeneratedRegex(
        @"gh[a-z]_[A-Za-z0-9._-]{20,}|github_pat_[A-Za-z0-9_]{20,}|octo_[A-Za-z0-9_-]{20,}" +
        @"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*" +
        @"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|\z)" +
        @"|(?<kept>://[^/\s:@]*:)[^/\s@]+(?=@)", // not a look back, which would take time in the square of a long line
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forms();

    [GeneratedRegex(@"(://[^/\s:@]*:(?<password>[^/\s@]+)@)|(\bpassword\s*=\s*(?<password>[^;,]+))",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DsnPassword();
}
