using System.Globalization;
using System.Text.RegularExpressions;

namespace Octobatch.Gateway.Web.Diffs;

/// <summary>Reads patches as git writes them: extended headers, quoted paths, binary patches.</summary>
internal static partial class PatchReader
{
    private const string FileStart = "diff --git ";

    public static Patch Read(string text)
    {
        var files = new List<PatchFile>();
        var lines = text.Split('\n');
        var at = 0;
        while (at < lines.Length)
        {
            if (lines[at].StartsWith(FileStart, StringComparison.Ordinal))
                files.Add(ReadFile(lines, ref at));
            else
                at++;
        }

        return new(files);
    }

    private static PatchFile ReadFile(string[] lines, ref int at)
    {
        var (oldPath, newPath) = HeaderPaths(lines[at++][FileStart.Length..]);
        string? oldMode = null, newMode = null;
        var binary = false;
        var hunks = new List<PatchHunk>();
        for (; at < lines.Length && !lines[at].StartsWith(FileStart, StringComparison.Ordinal); at++)
        {
            var line = lines[at];
            if (Hunk().Match(line) is { Success: true } hunk)
            {
                at++;
                hunks.Add(ReadHunk(hunk, lines, ref at));
                at--;
            }
            else if (After(line, "old mode ") is { } old)
                oldMode = old;
            else if (After(line, "new mode ") is { } @new)
                newMode = @new;
            else if (After(line, "new file mode ") is { } created)
                (oldPath, newMode) = (null, created);
            else if (After(line, "deleted file mode ") is { } deleted)
                (newPath, oldMode) = (null, deleted);
            else if ((After(line, "rename from ") ?? After(line, "copy from ")) is { } from)
                oldPath = GitPaths.Unquote(from);
            else if ((After(line, "rename to ") ?? After(line, "copy to ")) is { } to)
                newPath = GitPaths.Unquote(to);
            else if (line.StartsWith("GIT binary patch", StringComparison.Ordinal) || line.StartsWith("Binary files ", StringComparison.Ordinal))
                binary = true;
        }

        return new(oldPath, newPath, oldMode, newMode, binary, hunks);
    }

    private static PatchHunk ReadHunk(Match header, string[] lines, ref int at)
    {
        var (old, @new) = (Number(header, "old"), Number(header, "new"));
        var (oldLeft, newLeft) = (Count(header, "olds"), Count(header, "news"));
        var (oldStart, newStart) = (old, @new);
        var read = new List<PatchLine>();
        for (; at < lines.Length && (oldLeft > 0 || newLeft > 0 || lines[at].StartsWith('\\')); at++)
        {
            var line = lines[at];
            var text = line.Length > 0 ? line[1..] : "";
            switch (line.Length > 0 ? line[0] : ' ')
            {
                case '+':
                    read.Add(new(LineKind.Added, null, @new++, text));
                    newLeft--;
                    break;
                case '-':
                    read.Add(new(LineKind.Removed, old++, null, text));
                    oldLeft--;
                    break;
                case '\\':
                    read.Add(new(LineKind.Note, null, null, text.Trim()));
                    break;
                default:
                    read.Add(new(LineKind.Same, old++, @new++, text));
                    (oldLeft, newLeft) = (oldLeft - 1, newLeft - 1);
                    break;
            }
        }

        return new(oldStart, newStart, header.Groups["heading"].Value.Trim(), read);
    }

    // "a/x b/x", where both are the same unless rename lines follow; quoted where they hold special characters.
    private static (string Old, string New) HeaderPaths(string paths)
    {
        if (paths.StartsWith('"') && paths.IndexOf("\" ", StringComparison.Ordinal) is > 0 and var end)
            return (Strip(GitPaths.Unquote(paths[..(end + 1)])), Strip(GitPaths.Unquote(paths[(end + 2)..])));
        var middle = paths.Length / 2;
        return paths.Length % 2 == 1 && paths[middle] == ' ' && paths[1..middle] == paths[(middle + 2)..]
            ? (Strip(paths[..middle]), Strip(GitPaths.Unquote(paths[(middle + 1)..])))
            : (Strip(paths.Split(" b/")[0]), Strip("b/" + paths.Split(" b/")[^1]));
    }

    private static string Strip(string path) => path.Length > 2 && path[1] == '/' ? path[2..] : path;

    private static string? After(string line, string prefix) => line.StartsWith(prefix, StringComparison.Ordinal) ? line[prefix.Length..] : null;

    private static int Number(Match header, string group) => int.Parse(header.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static int Count(Match header, string group) => header.Groups[group].Success ? Number(header, group) : 1;

    [GeneratedRegex("""^@@ -(?<old>\d{1,9})(?:,(?<olds>\d{1,9}))? \+(?<new>\d{1,9})(?:,(?<news>\d{1,9}))? @@(?<heading>.*)$""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Hunk();
}
