using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Patches;

/// <summary>What a unified diff says of one file. Lines are bytes as characters, with their LF.</summary>
/// <param name="line">Where in the diff it begins, from 1.</param>
internal sealed class PatchedFile(int line)
{
    public int Line => line;

    /// <summary>Null where the file is created.</summary>
    public string? OldPath { get; set; }

    /// <summary>Null where the file is deleted.</summary>
    public string? NewPath { get; set; }

    public TreeFileMode? NewMode { get; set; }

    public bool IsCopy { get; set; }

    public List<PatchHunk> Hunks { get; } = [];

    public string Path => NewPath ?? OldPath!;
}

/// <summary>One place of a diff.</summary>
/// <param name="OldStart">The line where it was, from 1; 0 for an empty file.</param>
/// <param name="NewStart">The line where it will be.</param>
/// <param name="Before">The lines that must be there.</param>
/// <param name="After">The lines that take their place.</param>
/// <param name="HasTrailingContext">It ends with a line that stays; without one it must be at the end of the file.</param>
internal sealed record PatchHunk(int OldStart, int NewStart, IReadOnlyList<string> Before, IReadOnlyList<string> After, bool HasTrailingContext);
