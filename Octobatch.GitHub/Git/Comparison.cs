namespace Octobatch.GitHub.Git;

/// <summary>What a branch or commit has that another has not.</summary>
/// <param name="Status"><c>identical</c>, <c>ahead</c>, <c>behind</c> or <c>diverged</c>.</param>
/// <param name="AheadBy">Commits of the head that the base lacks.</param>
/// <param name="BehindBy">Commits of the base that the head lacks.</param>
/// <param name="MergeBaseCommit">Where they parted.</param>
/// <param name="Files">What the head changed since then; GitHub tells at most 300.</param>
public sealed record Comparison(string Status, int AheadBy, int BehindBy, ComparedCommit MergeBaseCommit, IReadOnlyList<ComparedFile> Files);

public sealed record ComparedCommit(string Sha);

/// <param name="Status"><c>added</c>, <c>removed</c>, <c>modified</c>, <c>renamed</c>, <c>copied</c>, <c>changed</c> or <c>unchanged</c>.</param>
/// <param name="Sha">Of its blob.</param>
public sealed record ComparedFile(string Filename, string Status, string? Sha, int Additions, int Deletions)
{
    /// <summary>Its path before, when it was renamed.</summary>
    public string? PreviousFilename { get; init; }
}
