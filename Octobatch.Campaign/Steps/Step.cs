using System.Text.Json.Nodes;

namespace Octobatch.Campaigns.Steps;

/// <summary>One edit of a repository's files, as a spec names it; docs/steps.md says what each does and refuses.</summary>
public abstract record Step;

/// <summary>Replaces what <paramref name="Pattern"/> matches in text files.</summary>
/// <param name="Files">Globs: <c>*</c> stops at <c>/</c>, <c>**</c> does not.</param>
/// <param name="Pattern">A .NET regular expression of the non-backtracking kind; <c>^</c> and <c>$</c> match at lines.</param>
/// <param name="With">The replacement, with .NET's <c>$1</c>.</param>
public sealed record ReplaceStep(IReadOnlyList<string> Files, string Pattern, string With) : Step;

/// <summary>Writes a whole file, as UTF-8 and otherwise exactly as given; an existing file keeps its mode.</summary>
public sealed record WriteStep(string File, string Content, WriteWhen When = WriteWhen.Always) : Step;

/// <summary>Deletes the files that the globs match; none is no failure.</summary>
public sealed record DeleteStep(IReadOnlyList<string> Files) : Step;

/// <summary>Gives a file another path; a missing file is no failure, an existing target is.</summary>
public sealed record MoveStep(string From, string To) : Step;

/// <summary>Sets one value of a JSON or YAML file and leaves every other byte as it is; a missing file is no failure.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Path">Keys divided by dots, <c>"quoted.keys"</c>, <c>[0]</c> for items; what is missing on the way is made.</param>
/// <param name="Value">The new value; null is JSON's null.</param>
public sealed record SetStep(string File, string Path, JsonNode? Value) : Step;

/// <summary>Applies a unified diff as <c>git apply</c> does: every context line must be there, at the stated line or another.</summary>
public sealed record PatchStep(string Diff) : Step;

/// <summary>Whether a <see cref="WriteStep"/> writes over, creates, or both.</summary>
public enum WriteWhen
{
    Always,
    Missing,
    Exists,
}
