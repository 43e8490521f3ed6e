namespace Octobatch.Selections.Queries;

/// <summary>Reads the values of <c>file:</c> and <c>content:</c>.</summary>
internal static class FilePaths
{
    public static FileExists? Exists(RawTerm term, List<QueryError> errors) =>
        CheckPath(term, term.Value, errors) ? new(term.Value) : null;

    public static FileContains? Contains(RawTerm term, List<QueryError> errors)
    {
        if (term.Colon <= 0 || term.Colon == term.Value.Length - 1)
        {
            errors.Add(term.Error("content: is PATH:TEXT, as in content:go.mod:\"go 1.22\""));
            return null;
        }

        var path = term.Value[..term.Colon];
        return CheckPath(term, path, errors) ? new(path, term.Value[(term.Colon + 1)..]) : null;
    }

    private static bool CheckPath(RawTerm term, string path, List<QueryError> errors)
    {
        var problem = path switch
        {
            ['/', ..] or [.., '/'] => "a path is relative to the repository's root and names a file",
            _ when path.IndexOfAny(['*', '?']) >= 0 => $"{term.Word}: takes one path, no pattern",
            _ when path.Split('/').Any(part => part is "" or "." or "..") => "a path has no empty parts, \".\" or \"..\"",
            _ => null,
        };
        if (problem is not null)
            errors.Add(term.Error(problem));
        return problem is null;
    }
}
