using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Specs.Meaning;

/// <summary>Which paths a spec may name: inside the repository, and not git's own.</summary>
internal static class FilePaths
{
    public static string? Check(string path)
    {
        if (path.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0 || path.Contains('\u007f'))
            return "must not contain control characters";
        if (path.Contains('\\'))
            return "has / between folders, not \\";
        if (path.StartsWith('/'))
            return "must be relative to the repository's root";
        if (path.EndsWith('/'))
            return "names a folder; name a file";
        foreach (var part in path.Split('/'))
        {
            if (part.Length == 0)
                return "has an empty part between two /";
            if (part is "." or "..")
                return $"must not contain {part}";
            if (part.Equals(".git", StringComparison.OrdinalIgnoreCase))
                return "must not reach into .git";
        }

        return RepositoryPath.Problem(path); // what else is refused in every repository, such as .git in disguise
    }

    /// <summary>Only <c>*</c>, <c>**</c> and <c>?</c> mean more than themselves; file names may have brackets.</summary>
    public static string? CheckGlob(string glob)
    {
        if (glob.Contains("***", StringComparison.Ordinal))
            return "has three * in a row; * stops at / and ** does not";
        if (glob.IndexOf('{') is >= 0 and var open && glob.IndexOf('}', open) is > 0 and var close && glob.AsSpan(open, close - open).Contains(','))
            return "has alternatives in braces, which are not supported; write them as entries of the list";
        return Check(glob);
    }
}
