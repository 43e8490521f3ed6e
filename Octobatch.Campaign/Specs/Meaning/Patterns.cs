using System.Text.RegularExpressions;

namespace Octobatch.Campaigns.Specs.Meaning;

/// <summary>
/// Patterns that users write. The non-backtracking engine takes time in proportion to the text, so none can hang a worker; what it cannot
/// do, or what would make an automaton of more than .NET's 10,000 nodes, does not compile.
/// </summary>
public static class Patterns
{
    /// <exception cref="ArgumentException">The pattern is malformed. A validated spec has none.</exception>
    /// <exception cref="NotSupportedException">The pattern needs backtracking or is too large. A validated spec has none.</exception>
    public static Regex Compile(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Multiline);

    internal static string? Check(string pattern)
    {
        try
        {
            Compile(pattern);
            return null;
        }
        catch (RegexParseException e)
        {
            return $"does not compile: {e.Message[(e.Message.LastIndexOf(" at offset ", StringComparison.Ordinal) + 1)..]}";
        }
        catch (NotSupportedException e)
        {
            return e.Message.Contains("automata", StringComparison.Ordinal)
                ? "is too large: repeat less, or with * or + instead of {…}"
                : $"needs backtracking, which could hang: {e.Message[(e.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]}";
        }
    }
}
