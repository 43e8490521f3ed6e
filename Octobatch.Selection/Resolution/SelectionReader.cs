using Octobatch.Selections.Queries;

namespace Octobatch.Selections.Resolution;

/// <summary>Checks a selection and reads its queries; tells every error at once.</summary>
internal static class SelectionReader
{
    public const int MaximumEntries = 100;

    public static Selection? Read(SelectionRequest request, List<SelectionError> errors)
    {
        if (request.Select.Count == 0)
            errors.Add(new("select", "selects nothing: give it at least one entry"));
        if (request.Select.Count + request.Exclude.Count > MaximumEntries)
            errors.Add(new("select", $"a selection has at most {MaximumEntries} entries, those of exclude included"));
        if (errors.Count > 0)
            return null;
        var select = Entries("select", request.Select, errors);
        var exclude = Entries("exclude", request.Exclude, errors);
        return errors.Count == 0 ? new(select, exclude) : null;
    }

    private static List<Entry> Entries(string list, IReadOnlyList<SelectionEntry> entries, List<SelectionError> errors) =>
        [.. entries.Select((entry, index) => Entry($"{list}[{index}]", index, entry, errors))];

    private static Entry Entry(string path, int index, SelectionEntry? entry, List<SelectionError> errors)
    {
        if (entry is null or { Query: null, Repositories: null } or { Query: not null, Repositories: not null })
        {
            errors.Add(new(path, "has either a query or repositories"));
            return new(index, null, [], null);
        }

        if (entry.Sample is { } sample && (sample < 1 || entry.Query is null || path.StartsWith("exclude", StringComparison.Ordinal)))
            errors.Add(new($"{path}.sample", "is a number from 1, beside a query that selects"));
        return new(index, ReadQuery($"{path}.query", entry.Query, errors), Names(path, entry.Repositories ?? [], errors), entry.Sample);
    }

    private static Query? ReadQuery(string path, string? text, List<SelectionError> errors)
    {
        if (text is null)
            return null;
        var parsed = QueryParser.Parse(text);
        errors.AddRange(parsed.Errors.Select(error => SelectionError.Of(path, error)));
        if (parsed.Query is { IsEmpty: true })
            errors.Add(new(path, "is empty, and would take every repository", 1, "name:*"));
        return parsed.Query;
    }

    private static List<RepositoryName> Names(string path, IReadOnlyList<string> texts, List<SelectionError> errors)
    {
        var names = new List<RepositoryName>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            if (RepositoryName.Parse(texts[i]) is { } name)
                names.Add(name);
            else
                errors.Add(new($"{path}.repositories[{i}]", "is not OWNER/NAME"));
        }

        return names;
    }
}
