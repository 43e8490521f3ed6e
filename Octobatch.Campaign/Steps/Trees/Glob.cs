using System.Text;
using System.Text.RegularExpressions;

namespace Octobatch.Campaigns.Steps.Trees;

/// <summary>
/// A pattern of paths: <c>*</c> is any run of characters but <c>/</c>, <c>?</c> one of them, <c>**</c> any run at all, and
/// <c>**/</c> any folders or none. Dot files are matched like others; brackets stand for themselves. Alternatives in braces are refused rather than
/// taken for a name that hardly any file has.
/// </summary>
public sealed class Glob
{
    private readonly Regex? _regex;

    public Glob(string pattern)
    {
        Pattern = pattern;
        var wildcard = pattern.AsSpan().IndexOfAny('*', '?');
        IsLiteral = wildcard < 0;
        if (IsLiteral) return;
        var slash = pattern.LastIndexOf('/', wildcard);
        Folder = slash < 0 ? "" : pattern[..slash];
        IsRecursive = pattern.IndexOf('/', wildcard) >= 0 || pattern.Contains("**", StringComparison.Ordinal);
        _regex = new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    public string Pattern { get; }

    /// <summary>It names one path.</summary>
    public bool IsLiteral { get; }

    /// <summary>The deepest folder that all matches are in; the root is empty.</summary>
    public string Folder { get; } = "";

    /// <summary>Matches may also be in folders of <see cref="Folder"/>.</summary>
    public bool IsRecursive { get; }

    /// <summary>Why a pattern cannot be one; null when it can.</summary>
    public static string? Problem(string pattern) =>
        pattern.Contains("***", StringComparison.Ordinal) ? "the pattern has three * in a row; * stops at / and ** does not"
        : HasAlternatives(pattern) ? "the pattern has alternatives in braces, which are not supported; write them as entries of the list"
        : RepositoryPath.Problem(pattern);

    public bool Matches(string path) => _regex is null
        ? path == Pattern
        : path.StartsWith(Folder, StringComparison.Ordinal) && _regex.IsMatch(path);

    private static bool HasAlternatives(string pattern) =>
        pattern.IndexOf('{') is >= 0 and var open && pattern.IndexOf('}', open) is > 0 and var close && pattern.AsSpan(open, close - open).Contains(',');

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder(@"\A");
        for (var at = 0; at < pattern.Length; at++)
        {
            var rest = pattern.AsSpan(at);
            if (rest.StartsWith("**/") && (at == 0 || pattern[at - 1] == '/'))
            {
                regex.Append("(?:.*/)?");
                at += 2;
            }
            else if (rest.StartsWith("**"))
            {
                regex.Append(".*");
                at++;
            }
            else
            {
                regex.Append(pattern[at] switch { '*' => "[^/]*", '?' => "[^/]", var c => Regex.Escape(c.ToString()) });
            }
        }

        return regex.Append(@"\z").ToString();
    }
}
