using System.Text.RegularExpressions;

namespace Octobatch.Cli.Imports;

/// <summary>The words of a Sourcegraph search that say which repositories, as words of Octobatch's queries.</summary>
internal static partial class SourcegraphQuery
{
    // They shape the search, not the selection.
    private static readonly string[] Harmless = ["count", "type", "patterntype", "case", "timeout", "select", "context"];

    /// <returns>Null when nothing of it says which repositories.</returns>
    public static string? Convert(string query, string path, List<string> notes)
    {
        var terms = Terms().Matches(query).Select(m => m.Value).ToList();
        if (terms.Exists(t => t is "OR" or "or" or "AND" or "and" or "NOT" or "not" || t[0] is '(' or ')'))
        {
            notes.Add($"{path}: and, or, not and brackets; write one entry of select for each alternative");
            return null;
        }

        var words = new List<string>();
        var lost = new List<string>();
        var forks = false;
        foreach (var term in terms)
        {
            if (Word(term, ref forks) is { } word)
                words.AddRange(word.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            else
                lost.Add(term);
        }

        if (lost.Count > 0)
        {
            notes.Add(words.Count > 0
                ? $"{path}: {string.Join(" ", lost)}; the entry takes more repositories than before, those without a change stay untouched"
                : $"{path}: {string.Join(" ", lost)}");
        }

        if (words.Count == 0)
            return null;
        if (terms.Exists(t => t.StartsWith("lang", StringComparison.OrdinalIgnoreCase)))
            notes.Add($"{path}: language: takes repositories by their main language, not by any file");
        // Left to itself Sourcegraph searches no forks.
        return string.Join(' ', forks ? words : words.Append("-fork:true"));
    }

    /// <returns>Null: cannot be said. Empty: need not be said.</returns>
    private static string? Word(string term, ref bool forks)
    {
        var minus = term.StartsWith('-') ? "-" : "";
        var colon = term.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return null;
        var value = term[(colon + 1)..].Trim('"', '\'');
        switch (term[minus.Length..colon].ToLowerInvariant())
        {
            case "repo" or "r":
                return Repository(minus, value);
            case "lang" or "language" or "l":
                return $"{minus}language:{(value.Contains(' ', StringComparison.Ordinal) ? $"\"{value}\"" : value)}";
            case "visibility":
                return value is "any" ? "" : $"visibility:{value}";
            case "archived":
                return value is "only" ? "archived:true" : ""; // others never are targets
            case "fork":
                forks = value is not "no";
                return value is "only" ? "fork:true" : "";
            case "file" or "f" when Globs.FromRegex(value) is { } file && !IsPattern(file):
                return $"{minus}file:{file}";
            case var key when Harmless.Contains(key):
                return "";
            default:
                return null;
        }
    }

    private static string? Repository(string minus, string value)
    {
        if (Topic().Match(value) is { Success: true } topic)
            return $"{minus}topic:{topic.Groups["name"].Value}";
        // An unescaped dot is what people write, and the host is no question here.
        if (Globs.FromRegex(value)?.TrimStart('*').Replace("github?com", "github.com", StringComparison.Ordinal) is not { } glob
            || !glob.StartsWith("github.com/", StringComparison.Ordinal))
            return null;
        return glob.Split('/') switch
        {
            [_, var owner, "*"] when !IsPattern(owner) => $"{minus}org:{owner}",
            [_, var owner, var name] when !IsPattern(owner) && !IsPattern(name) => $"{minus}repo:{owner}/{name}",
            // Both together cannot be negated in one query.
            [_, var owner, var name] when !IsPattern(owner) && minus.Length == 0 => $"org:{owner} name:{name}",
            _ => null,
        };
    }

    private static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    [GeneratedRegex("""[^\s"'()]*"(\\.|[^"\\])*"|[^\s"'()]*'(\\.|[^'\\])*'|-?[a-z]+:has\.\w+\([^)]*\)|[()]|[^\s()]+(\([^)]*\)[^\s()]*)*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Terms();

    [GeneratedRegex(@"\Ahas\.topic\((?<name>[A-Za-z0-9-]+)\)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Topic();
}
