namespace Octobatch.Campaigns.Steps.Trees;

/// <summary>Which paths may be written in a repository.</summary>
public static class RepositoryPath
{
    // What HFS+ ignores in names, so that ".g<zero width joiner>it" is ".git" there (git's utf8.c has the same list).
    private const string Ignored = "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u206a\u206b\u206c\u206d\u206e\u206f\ufeff";

    /// <summary>Why the path is refused in every repository; null when it is not.</summary>
    public static string? Problem(string path)
    {
        if (path.Length == 0) return "the path is empty";
        if (path.Contains('\0')) return "the path has a NUL";
        if (path[0] == '/' || (path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))) return "the path is absolute";
        if (path.Contains('\\')) return "the path has a backslash; folders are divided by /";
        foreach (var name in path.Split('/'))
        {
            switch (name)
            {
                case "": return "the path has an empty name in it";
                case ".." or ".": return $"the path has \"{name}\" in it";
            }

            if (IsGitFolder(name)) return "the path goes into .git";
        }

        return null;
    }

    /// <summary>The folders on the way to a path, the outermost first.</summary>
    internal static IEnumerable<string> Folders(string path)
    {
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
            yield return path[..slash];
    }

    // Windows drops dots and blanks at the end, reads ":" as a stream and has "git~1" as the short name.
    private static bool IsGitFolder(string name)
    {
        var seen = string.Concat(name.Where(c => !Ignored.Contains(c))).Split(':')[0].TrimEnd('.', ' ');
        return seen.Equals(".git", StringComparison.OrdinalIgnoreCase) || seen.Equals("git~1", StringComparison.OrdinalIgnoreCase);
    }
}
