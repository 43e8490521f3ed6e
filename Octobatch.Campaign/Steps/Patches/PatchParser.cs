using System.Text;
using System.Text.RegularExpressions;
using Octobatch.Campaigns.Specs.Reading;
using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Patches;

/// <summary>Reads a unified diff, git's or a plain one.</summary>
internal sealed partial class PatchParser
{
    private readonly List<string> _lines;
    private readonly List<PatchedFile> _files = [];
    private int _at;

    private PatchParser(string diff)
    {
        _lines = Bytes.Lines(Bytes.Utf8ToText(diff));

        // The last line of a YAML block may have lost its end; a diff's lines all have one.
        if (_lines.Count > 0 && !_lines[^1].EndsWith('\n')) _lines[^1] += "\n";
    }

    public static (IReadOnlyList<PatchedFile> Files, string? Problem) Parse(string diff)
    {
        var parser = new PatchParser(diff);
        var problem = parser.Parse();
        return (parser._files, problem);
    }

    private string Line => _lines[_at].TrimEnd('\n');

    private string? Parse()
    {
        while (_at < _lines.Count)
        {
            string? problem = null;
            if (Line.StartsWith("diff --git ", StringComparison.Ordinal)) problem = ParseGitHeader();
            else if (IsPlainHeader()) problem = ParseNames(Add());
            else if (Line.StartsWith("@@ -", StringComparison.Ordinal)) problem = At("a hunk without the names of its file");
            else _at++;
            if (problem is not null) return problem;
        }

        if (_files.Count == 0) return "the diff names no file: no line begins with --- or diff --git";
        return _files.SelectMany(file => new[] { file.OldPath, file.NewPath }.OfType<string>().Select(path => (file.Line, Path: path)))
            .Select(named => RepositoryPath.Problem(named.Path) is { } problem ? $"the diff's line {named.Line} names {NodePath.Shorten(named.Path)}: {problem}" : null)
            .FirstOrDefault(problem => problem is not null);
    }

    private PatchedFile Add()
    {
        _files.Add(new(_at + 1));
        return _files[^1];
    }

    private bool IsPlainHeader() =>
        Line.StartsWith("--- ", StringComparison.Ordinal) && _at + 1 < _lines.Count && _lines[_at + 1].StartsWith("+++ ", StringComparison.Ordinal);

    private string? ParseGitHeader()
    {
        var file = Add();
        (file.OldPath, file.NewPath) = PatchNames.OfGitLine(Line["diff --git ".Length..]);
        var (isNew, isDeleted) = (false, false);
        for (_at++; _at < _lines.Count; _at++)
        {
            if (Line.StartsWith("diff --git ", StringComparison.Ordinal)) break;
            if (IsPlainHeader())
            {
                if (ParseNames(file) is { } problem) return problem;
                break;
            }

            if (Line.StartsWith("GIT binary patch", StringComparison.Ordinal) || Line.StartsWith("Binary files ", StringComparison.Ordinal))
                return At("a binary patch, which no step applies; use write or another way");
            if (Header(file, ref isNew, ref isDeleted) is { } wrong) return wrong;
        }

        if (isNew) file.OldPath = null;
        if (isDeleted) file.NewPath = null;
        return file.OldPath is null && file.NewPath is null ? $"the diff's line {file.Line} begins a file without a name" : null;
    }

    private string? Header(PatchedFile file, ref bool isNew, ref bool isDeleted)
    {
        if (Value("rename from ") is { } from) file.OldPath = PatchNames.Name(from);
        else if (Value("rename to ") is { } to) file.NewPath = PatchNames.Name(to);
        else if (Value("copy from ") is { } source) (file.OldPath, file.IsCopy) = (PatchNames.Name(source), true);
        else if (Value("copy to ") is { } target) file.NewPath = PatchNames.Name(target);
        else if (Value("deleted file mode ") is not null) isDeleted = true;
        else if ((Value("new file mode ") ?? Value("new mode ")) is { } mode)
        {
            isNew |= Value("new file mode ") is not null;
            file.NewMode = TreeFileModes.Parse(mode.Trim());
            if (file.NewMode is null or TreeFileMode.Submodule) return At($"the mode {NodePath.Shorten(mode)}, which no step gives a file");
        }

        return null;
    }

    private string? ParseNames(PatchedFile file)
    {
        var (old, @new) = (PatchNames.OfHeader(Line["--- ".Length..]), PatchNames.OfHeader(_lines[_at + 1].TrimEnd('\n')["+++ ".Length..]));
        if (old is null && @new is null) return At("a file that is /dev/null before and after");
        file.OldPath = old is null ? null : PatchNames.WithoutPrefix(old, "a/", @new is null || @new.StartsWith("b/", StringComparison.Ordinal));
        file.NewPath = @new is null ? null : PatchNames.WithoutPrefix(@new, "b/", old is null || old.StartsWith("a/", StringComparison.Ordinal));
        for (_at += 2; _at < _lines.Count && Line.StartsWith("@@ ", StringComparison.Ordinal);)
        {
            if (ParseHunk(file) is { } problem) return problem;
        }

        return file.Hunks.Count == 0 ? At("no hunk after the names of a file") : null;
    }

    private string? ParseHunk(PatchedFile file)
    {
        var range = HunkRange().Match(Line);
        if (!range.Success) return At("a hunk that does not begin with \"@@ -line,count +line,count @@\"");
        if (!Number(range, "old", out var oldStart) || !Number(range, "olds", out var oldCount)
            || !Number(range, "new", out var newStart) || !Number(range, "news", out var newCount)) return At("a line number that is too large");
        var (before, after, hasTrailingContext) = (new List<string>(), new List<string>(), false);
        for (_at++; before.Count < oldCount || after.Count < newCount; _at++)
        {
            if (_at >= _lines.Count) return $"the diff ends within a hunk of {NodePath.Shorten(file.Path)}";
            var text = _lines[_at].Length > 1 ? _lines[_at][1..] : "\n";
            switch (_lines[_at][0])
            {
                case ' ' or '\n': before.Add(text); after.Add(text); break;
                case '-': before.Add(text); break;
                case '+': after.Add(text); break;
                case '\\': EndWithoutNewline(_lines[_at - 1][0], before, after); break;
                default: return At("a line in a hunk that begins with neither a blank, - nor +");
            }

            if (before.Count > oldCount || after.Count > newCount) return At("more lines in a hunk than its first line says");
            hasTrailingContext = _lines[_at][0] switch { ' ' or '\n' => true, '\\' => hasTrailingContext, _ => false };
        }

        if (_at < _lines.Count && _lines[_at][0] == '\\') EndWithoutNewline(_lines[_at++ - 1][0], before, after);
        file.Hunks.Add(new(oldStart, newStart, before, after, hasTrailingContext));
        return null;
    }

    private static void EndWithoutNewline(char mark, List<string> before, List<string> after)
    {
        if (mark is '-' or ' ' && before.Count > 0) before[^1] = before[^1].TrimEnd('\n');
        if (mark is '+' or ' ' && after.Count > 0) after[^1] = after[^1].TrimEnd('\n');
    }

    private static bool Number(Match range, string group, out int number)
    {
        number = 1;
        return !range.Groups[group].Success || int.TryParse(range.Groups[group].ValueSpan, out number);
    }

    private string? Value(string header) => Line.StartsWith(header, StringComparison.Ordinal) ? Line[header.Length..] : null;

    private string At(string what) => new StringBuilder("the diff's line ").Append(_at + 1).Append(" has ").Append(what).ToString();

    [GeneratedRegex(@"\A@@ -(?<old>[0-9]+)(,(?<olds>[0-9]+))? \+(?<new>[0-9]+)(,(?<news>[0-9]+))? @@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HunkRange();
}
