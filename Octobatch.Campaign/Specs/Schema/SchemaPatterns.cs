using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Octobatch.Campaigns.Specs.Schema;

/// <summary>The schema's patterns, compiled once. In JSON Schema <c>$</c> is the very end; in .NET a newline may follow.</summary>
internal static class SchemaPatterns
{
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    public static bool Matches(string pattern, string text) => Compiled.GetOrAdd(pattern, Compile).IsMatch(text);

    private static Regex Compile(string pattern) =>
        new(pattern.EndsWith('$') ? pattern[..^1] + @"\z" : pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
