namespace Octobatch.Selections.Queries;

/// <summary>Reads the values of <c>org:</c>, <c>repo:</c> and <c>name:</c>.</summary>
internal static class Names
{
    public static TextIs? Owner(RawTerm term, List<QueryError> errors)
    {
        if (term.Value.IndexOfAny(['/', '*', '?']) < 0)
            return new(TextField.Org, term.Value);
        errors.Add(term.Value.Contains('/')
            ? new(term.ValueColumn, "org: is an owner alone", $"repo:{QueryText.Quote(term.Value)}")
            : term.Error("org: takes one owner, no pattern"));
        return null;
    }

    public static RepositoryIs? Repository(RawTerm term, List<QueryError> errors)
    {
        if (IsPattern(term.Value))
        {
            var slash = term.Value.IndexOf('/', StringComparison.Ordinal);
            errors.Add(new(term.ValueColumn, "repo: takes one repository, no pattern",
                slash > 0 && !IsPattern(term.Value[..slash]) ? $"org:{term.Value[..slash]} name:{term.Value[(slash + 1)..]}" : null));
            return null;
        }

        if (IsFullName(term.Value))
            return new(term.Value);
        errors.Add(term.Error("repo: is OWNER/NAME"));
        return null;
    }

    public static NameLike? Glob(RawTerm term, List<QueryError> errors)
    {
        if (!term.Value.Contains('/'))
            return new(term.Value);
        errors.Add(new(term.ValueColumn, "name: is a repository's name without its owner",
            IsPattern(term.Value) ? null : $"repo:{QueryText.Quote(term.Value)}"));
        return null;
    }

    /// <summary>One slash with something on both sides.</summary>
    public static bool IsFullName(string text) => text.Split('/') is [{ Length: > 0 }, { Length: > 0 }];

    private static bool IsPattern(string text) => text.IndexOfAny(['*', '?']) >= 0;
}
