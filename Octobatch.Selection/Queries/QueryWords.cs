namespace Octobatch.Selections.Queries;

/// <summary>The words of the language, and how the value of each is read.</summary>
internal static class QueryWords
{
    private const string PropertyPrefix = "props.";

    private static readonly Dictionary<string, Func<RawTerm, List<QueryError>, Predicate?>> Readers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["org"] = (term, errors) => Names.Owner(term, errors),
        ["repo"] = (term, errors) => Names.Repository(term, errors),
        ["name"] = (term, errors) => Names.Glob(term, errors),
        ["topic"] = (term, _) => new TextIs(TextField.Topic, term.Value),
        ["language"] = (term, _) => new TextIs(TextField.Language, term.Value),
        ["visibility"] = (term, errors) => OneOf(term, errors, ["public", "private", "internal"]) is { } value ? new TextIs(TextField.Visibility, value) : null,
        ["archived"] = (term, errors) => Trait(Queries.Trait.Archived, term, errors),
        ["fork"] = (term, errors) => Trait(Queries.Trait.Fork, term, errors),
        ["pushed"] = (term, errors) => BoundsReader.Moments(term, errors) is { } when ? new PushedIs(when) : null,
        ["size"] = (term, errors) => BoundsReader.Numbers(term, errors) is { } size ? new NumberIs(NumberField.Size, size) : null,
        ["stars"] = (term, errors) => BoundsReader.Numbers(term, errors) is { } stars ? new NumberIs(NumberField.Stars, stars) : null,
        ["file"] = (term, errors) => FilePaths.Exists(term, errors),
        ["content"] = (term, errors) => FilePaths.Contains(term, errors),
    };

    // What other tools and older habits call the same.
    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["owner"] = "org",
        ["user"] = "org",
        ["organization"] = "org",
        ["repository"] = "repo",
        ["lang"] = "language",
        ["topics"] = "topic",
        ["path"] = "file",
        ["is"] = "visibility",
    };

    /// <summary>What the term asks for, or null with the reason added to the errors.</summary>
    public static Predicate? Read(RawTerm term, List<QueryError> errors)
    {
        var isProperty = term.Word.StartsWith(PropertyPrefix, StringComparison.OrdinalIgnoreCase);
        if (!isProperty && !Readers.ContainsKey(term.Word))
        {
            errors.Add(Unknown(term));
            return null;
        }

        if (term.Value.Length == 0)
        {
            errors.Add(new(term.ValueColumn, $"{term.Word}: needs a value"));
            return null;
        }

        return isProperty ? Property(term, errors) : Readers[term.Word](term, errors);
    }

    private static QueryError Unknown(RawTerm term)
    {
        var meant = Synonyms.GetValueOrDefault(term.Word)
            ?? (term.Word.StartsWith("prop", StringComparison.OrdinalIgnoreCase) && term.Word.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot
                ? PropertyPrefix + term.Word[(dot + 1)..]
                : Suggestions.Nearest(term.Word, Readers.Keys));
        return new(term.Column, $"\"{term.Word}:\" is not a word of the query language", meant is null ? null : $"{meant}:");
    }

    // GitHub's rule for names of custom properties: letters, digits, _ - $ #, at most 75.
    private static PropertyIs? Property(RawTerm term, List<QueryError> errors)
    {
        var name = term.Word[PropertyPrefix.Length..];
        if (name.Length is > 0 and <= 75 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '$' or '#'))
            return new(name, term.Value);
        errors.Add(new(term.Column, "the name of a custom property has letters, digits, _, -, $ and # only, and at most 75 of them"));
        return null;
    }

    private static TraitIs? Trait(Trait trait, RawTerm term, List<QueryError> errors) =>
        OneOf(term, errors, ["true", "false"]) is { } value ? new(trait, value == "true") : null;

    private static string? OneOf(RawTerm term, List<QueryError> errors, string[] values)
    {
        var value = term.Value.ToLowerInvariant();
        if (values.Contains(value))
            return value;
        errors.Add(term.Error($"{term.Word}: is one of {string.Join(", ", values)}", Suggestions.Nearest(value, values)));
        return null;
    }
}
