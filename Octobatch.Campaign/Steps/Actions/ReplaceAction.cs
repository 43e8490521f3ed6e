using System.Text;
using System.Text.RegularExpressions;
using Octobatch.Campaigns.Specs.Meaning;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Actions;

internal sealed class ReplaceAction : StepAction
{
    private readonly Glob[] _globs = [];
    private readonly Regex? _regex;
    private readonly string _with;
    private readonly bool _seesCarriageReturns;

    public ReplaceAction(ReplaceStep step)
    {
        _with = step.With;
        _seesCarriageReturns = step.Pattern.Contains(@"\r", StringComparison.Ordinal) || step.Pattern.Contains('\r');
        Problem = FirstProblemOfGlobs(step.Files);
        if (Problem is not null) return;
        _globs = [.. step.Files.Select(file => new Glob(file))];
        try
        {
            _regex = Patterns.Compile(step.Pattern);
        }
        catch (ArgumentException e)
        {
            Problem = $"the pattern is not a regular expression: {e.Message}";
        }
        catch (NotSupportedException)
        {
            Problem = "the pattern has what the non-backtracking engine does not: lookarounds, backreferences, atomic groups, or too many repetitions";
        }
    }

    public override IEnumerable<Glob> Globs => _globs;

    public override Refusal? Apply(WorkingTree tree) => tree.Match(_globs)
        .Where(file => file.Value is { IsFile: true, IsKnownBinary: false })
        .Select(file => Apply(tree, file.Key, file.Value))
        .FirstOrDefault(refusal => refusal is not null);

    private Refusal? Apply(WorkingTree tree, string path, TreeFile file)
    {
        if (tree.Read(path, file, out var content) is { } tooLarge) return tooLarge;
        if (FileText.IsBinary(content.Span) || FileText.IsLfsPointer(content.Span)) return null;
        var text = FileText.Of(content.Span);

        // In a file of CR LF lines `$` and `\n` shall mean the same as elsewhere, and new lines get its ending. A pattern
        // that names \r, or a file of mixed endings, is taken as it is.
        var isCrLf = !_seesCarriageReturns && text.IsCrLf;
        var before = isCrLf ? text.Text.Replace("\r\n", "\n", StringComparison.Ordinal) : text.Text;
        if (Replace(before, tree.Limits.MaxFileBytes) is not { } after) return tree.TooLarge(path);
        if (after == before) return null;
        if (isCrLf) after = after.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        return text.Encode(after) is { } bytes
            ? tree.Write(path, bytes)
            : new(path, "the file is not UTF-8, and the replacement has characters that Latin-1 does not");
    }

    // By hand, because a long replacement of many matches would fill the memory before its length could be looked at.
    private string? Replace(string text, int limit)
    {
        var match = _regex!.Match(text);
        if (!match.Success) return text;
        var result = new StringBuilder(text.Length);
        var at = 0;
        for (; match.Success; match = match.NextMatch())
        {
            result.Append(text, at, match.Index - at).Append(match.Result(_with));
            if (result.Length > limit) return null;
            at = match.Index + match.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
