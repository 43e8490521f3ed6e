using System.Text;

namespace Octobatch.Selections.Queries;

/// <summary>
/// Cuts a query into terms: <c>[-]word:value</c> with white space between them. In a value, quotes group (<c>topic:"a b"</c>); inside
/// them <c>\"</c> and <c>\\</c> stand for the quote and the backslash. What is not a term becomes an error, and scanning goes on behind it.
/// </summary>
internal sealed class QueryScanner(string text, List<QueryError> errors)
{
    private int at;

    public IEnumerable<RawTerm> Terms()
    {
        while (SkipSpace())
        {
            if (Term() is { } term)
                yield return term;
        }
    }

    private bool SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at < text.Length;
    }

    private RawTerm? Term()
    {
        var start = at;
        var negated = text[at] == '-';
        if (negated)
            at++;
        var word = at;
        while (at < text.Length && text[at] is not (':' or QueryText.Mark) && !char.IsWhiteSpace(text[at]))
            at++;
        if (at < text.Length && text[at] == ':' && at > word)
        {
            var name = text[word..at++];
            var valueColumn = at + 1;
            return Value() is var (value, colon) ? new(negated, name, word + 1, value, valueColumn, colon) : null;
        }

        at = word;
        if (Value() is var (bare, _))
            errors.Add(NotATerm(start, negated, bare));
        return null;
    }

    /// <summary>The text up to the next white space outside of quotes, or null when a quote is not closed.</summary>
    private (string Value, int Colon)? Value()
    {
        var value = new StringBuilder();
        var colon = -1;
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
        {
            if (text[at] == QueryText.Mark)
            {
                if (!Quoted(value))
                    return null;
                continue;
            }

            if (text[at] == ':' && colon < 0)
                colon = value.Length;
            value.Append(text[at++]);
        }

        return (value.ToString(), colon);
    }

    private bool Quoted(StringBuilder value)
    {
        var open = at++;
        while (at < text.Length && text[at] != QueryText.Mark)
        {
            if (text[at] == QueryText.Escape && at + 1 < text.Length && text[at + 1] is QueryText.Mark or QueryText.Escape)
                at++;
            value.Append(text[at++]);
        }

        if (at++ < text.Length)
            return true;
        errors.Add(new(open + 1, "this quote is not closed"));
        return false;
    }

    private static QueryError NotATerm(int start, bool negated, string bare) =>
        bare.Length == 0
            ? new(start + 1, "\"-\" negates the word right behind it, as in -archived:true")
            : new(start + 1 + (negated ? 1 : 0), $"\"{bare}\" has no word before it that says what it is",
                bare.StartsWith(':') || bare.Contains('/') ? null : $"name:{QueryText.Quote($"*{bare}*")}");
}
