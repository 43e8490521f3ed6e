namespace Octobatch.Selections.Queries;

/// <summary>Reads the query language (docs/queries.md). Never throws: what is wrong comes back as errors, all at once.</summary>
public static class QueryParser
{
    /// <summary>Longer texts are refused before they are read.</summary>
    public const int MaximumLength = 4_000;

    public static ParsedQuery Parse(string text)
    {
        if (text.Length > MaximumLength)
            return new(null, [new(MaximumLength + 1, $"a query has at most {MaximumLength} characters")]);
        var errors = new List<QueryError>();
        CheckCharacters(text, errors);
        var terms = new List<Term>();
        foreach (var raw in new QueryScanner(text, errors).Terms())
        {
            if (QueryWords.Read(raw, errors) is { } predicate)
                terms.Add(new(raw.Negated, predicate));
        }

        return errors.Count == 0 ? new(new(terms), []) : new(null, errors);
    }

    // Postgres can store neither NUL nor half of a surrogate pair, and no name on GitHub has a control character.
    private static void CheckCharacters(string text, List<QueryError> errors)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
                i++;
            else if (char.IsSurrogate(text[i]) || (char.IsControl(text[i]) && !char.IsWhiteSpace(text[i])))
                errors.Add(new(i + 1, $"character U+{(int)text[i]:X4} cannot be part of a query"));
        }
    }
}
