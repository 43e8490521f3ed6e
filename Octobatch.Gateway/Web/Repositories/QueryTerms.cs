using System.Text.RegularExpressions;

namespace Octobatch.Gateway.Web.Repositories;

/// <summary>Takes a query apart into the conditions that must all hold, each as text of the query language.</summary>
internal static partial class QueryTerms
{
    // Asked more than once they mean any of them (docs/queries.md), so they are one condition together.
    private static readonly HashSet<string> AnyOf = new(StringComparer.OrdinalIgnoreCase) { "org", "repo", "name", "language", "visibility" };

    public static IReadOnlyList<string[]> Conditions(string query) =>
    [
        .. Term().Matches(query).Select((term, i) => (Text: term.Value, Group: GroupOf(term.Value) ?? $"{i}"))
            .GroupBy(term => term.Group, StringComparer.OrdinalIgnoreCase).Select(group => group.Select(term => term.Text).ToArray()),
    ];

    /// <summary>A query for everything that does not meet the condition.</summary>
    public static string Not(string[] condition) => string.Join(' ', condition.Select(term => term[0] == '-' ? term[1..] : "-" + term));

    private static string? GroupOf(string term)
    {
        var word = term.Split(':')[0];
        return AnyOf.Contains(word) || word.StartsWith("props.", StringComparison.OrdinalIgnoreCase) ? word : null;
    }

    [GeneratedRegex("""(?:[^\s"]|"(?:\\.|[^"\\])*")+""", RegexOptions.NonBacktracking)]
    private static partial Regex Term();
}
