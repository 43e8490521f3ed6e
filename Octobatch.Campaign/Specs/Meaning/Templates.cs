using Fluid;

namespace Octobatch.Campaigns.Specs.Meaning;

/// <summary>Checks the templates of a changeset's texts, strictly: an unknown name is an error here, not a gap in a thousand pull requests.</summary>
internal static class Templates
{
    private const int LongestTag = 200;
    private const int MostTags = 200;

    /// <param name="runSteps">For each step of the spec whether it is a <c>run</c>; only those have an output.</param>
    public static IEnumerable<string> Check(string text, IReadOnlyList<bool> runSteps)
    {
        if (OutOfBounds(text) is { } error)
            return [error];
        if (!TemplateParser.Instance.TryParse(text, out var template, out error))
            return [$"is no template: {error.Split('\n')[0].Trim()}"];
        var names = new TemplateNames(runSteps);
        names.VisitTemplate(template);
        return names.Errors.Distinct().Select(e => $"{e.Message}{Place(text, e.Word)}");
    }

    // The parser is recursive; short tags, and not many, cannot be nested deeply enough to hurt it.
    private static string? OutOfBounds(string text)
    {
        var (tags, at) = (0, 0);
        while ((at = NextTag(text, at)) >= 0)
        {
            var end = text.IndexOf(text[at + 1] == '{' ? "}}" : "%}", at + 2, StringComparison.Ordinal);
            if (end < 0)
                return $"is no template: {text.AsSpan(at, 2)} is not closed{Place(text, at)}";
            if (end - at > LongestTag)
                return $"has a tag of more than {LongestTag} characters{Place(text, at)}";
            if (++tags > MostTags)
                return $"has more than {MostTags} tags";
            at = end + 2;
        }

        return null;
    }

    private static int NextTag(string text, int from)
    {
        for (var at = text.IndexOf('{', from); at >= 0 && at + 1 < text.Length; at = text.IndexOf('{', at + 1))
        {
            if (text[at + 1] is '{' or '%')
                return at;
        }

        return -1;
    }

    private static string Place(string text, string word) =>
        text.IndexOf(word, StringComparison.Ordinal) is >= 0 and var at ? Place(text, at) : "";

    /// <summary>Where in the text itself, because quotes, escapes and indentation put it elsewhere in the spec.</summary>
    private static string Place(string text, int at)
    {
        var before = text.AsSpan(0, at);
        return $" (line {before.Count('\n') + 1}, column {at - before.LastIndexOf('\n')} of this text)";
    }
}
