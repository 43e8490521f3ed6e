namespace Octobatch.Gateway.Web.Diffs;

/// <summary>A patch as git writes it, taken apart for people.</summary>
public sealed record Patch(IReadOnlyList<PatchFile> Files)
{
    public int Additions => Files.Sum(f => f.Additions);

    public int Deletions => Files.Sum(f => f.Deletions);
}

/// <summary>What becomes of one file.</summary>
/// <param name="OldPath">Null for a new file.</param>
/// <param name="NewPath">Null for a deleted one.</param>
/// <param name="OldMode">Such as <c>100644</c>; null where it says nothing of modes.</param>
public sealed record PatchFile(string? OldPath, string? NewPath, string? OldMode, string? NewMode, bool IsBinary, IReadOnlyList<PatchHunk> Hunks)
{
    public string Path => NewPath ?? OldPath ?? "";

    public int Additions { get; } = Hunks.Sum(h => h.Lines.Count(l => l.Kind == LineKind.Added));

    public int Deletions { get; } = Hunks.Sum(h => h.Lines.Count(l => l.Kind == LineKind.Removed));

    public int Lines { get; } = Hunks.Sum(h => h.Lines.Count);

    public bool IsRename => OldPath is not null && NewPath is not null && OldPath != NewPath;

    /// <summary>What is not in its lines, in words; empty where there is nothing of the kind.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            var notes = new List<string>();
            if (OldPath is null)
                notes.Add("new");
            if (NewPath is null)
                notes.Add("deleted");
            if (IsRename)
                notes.Add($"renamed from {OldPath}");
            if (OldMode is not null && NewMode is not null && OldMode != NewMode)
                notes.Add($"mode {ModeWords(OldMode)} → {ModeWords(NewMode)}");
            else if (OldPath is null && NewMode is not null && NewMode != "100644")
                notes.Add(ModeWords(NewMode));
            if (IsBinary)
                notes.Add("binary");
            return notes;
        }
    }

    private static string ModeWords(string mode) => mode switch
    {
        "100644" => "file",
        "100755" => "executable",
        "120000" => "symbolic link",
        "160000" => "submodule",
        _ => mode,
    };
}

/// <param name="Heading">What git found above the hunk, such as the function's name; empty often.</param>
public sealed record PatchHunk(int OldStart, int NewStart, string Heading, IReadOnlyList<PatchLine> Lines);

/// <param name="Old">Line number before; null for an added line.</param>
/// <param name="New">Line number after; null for a removed line.</param>
public sealed record PatchLine(LineKind Kind, int? Old, int? New, string Text);

public enum LineKind
{
    Same,
    Added,
    Removed,

    /// <summary>Git's word on the line before: it has no newline at its end.</summary>
    Note,
}
