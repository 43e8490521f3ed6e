using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Artifacts;

/// <summary>All that is kept of one repository's change: enough to show it, and to publish it without computing it again.</summary>
/// <param name="Patch">As <c>git apply</c> takes it.</param>
/// <param name="Log">What the steps said, in words; empty where they said nothing.</param>
/// <param name="Change">What becomes of which files.</param>
/// <param name="Blobs">The bytes of every new content, by blob id.</param>
public sealed record Artifact(
    ReadOnlyMemory<byte> Patch, string Log, ArtifactChange Change, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Blobs)
{
    public const string ContentType = "application/zip";

    /// <param name="outputs">What each step printed; null for one that prints nothing.</param>
    public static Artifact Of(Patch patch, IReadOnlyList<FileChange> changes, string log, IReadOnlyList<string?> outputs)
    {
        var known = changes.Select(change => change.Before?.BlobId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var blobs = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var after in changes.Select(change => change.After).OfType<TreeFile>())
        {
            // What only moves has no new content.
            if (after.Content is { } content && !known.Contains(after.BlobId))
                blobs[after.BlobId] = content;
        }

        var files = changes.Select(change => new ArtifactFile(change.Path, Side(change.Before), Side(change.After))).ToList();
        return new(patch.Content, log, new(files, patch.Files, outputs), blobs);
    }

    /// <summary>What is left of steps that came to nothing: what they said.</summary>
    public static Artifact OfFailure(string log) => new(default, log, new([], [], []), new Dictionary<string, ReadOnlyMemory<byte>>());

    private static ArtifactSide? Side(TreeFile? file) => file is null ? null : new(file.Mode.Octal(), file.BlobId);
}

/// <summary>The file <c>change.json</c>.</summary>
/// <param name="Files">Every path that differs, sorted; a renamed file is one path that goes and one that comes.</param>
/// <param name="Statistics">As the patch tells them, in its order.</param>
/// <param name="Outputs">What each step printed; null for one that prints nothing.</param>
public sealed record ArtifactChange(
    IReadOnlyList<ArtifactFile> Files, IReadOnlyList<FileStatistics> Statistics, IReadOnlyList<string?> Outputs);

/// <summary>A path before and after; null where it is not there.</summary>
public sealed record ArtifactFile(string Path, ArtifactSide? Before, ArtifactSide? After);

/// <param name="Mode">As git writes it: <c>100644</c>, <c>100755</c>, <c>120000</c> or <c>160000</c>.</param>
/// <param name="BlobId">A submodule's is a commit's.</param>
public sealed record ArtifactSide(string Mode, string BlobId);
