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

    public static string? CheckGlob(string glob) => Check(glob) ?? Glob.Problem(glob);
}
