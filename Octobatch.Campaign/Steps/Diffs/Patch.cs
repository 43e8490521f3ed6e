using System.Security.Cryptography;
using System.Text;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Diffs;

/// <summary>A change as <c>git apply</c> takes it, and what it amounts to. Empty where nothing changes.</summary>
/// <param name="Content">The diff's bytes; the lines of files are in it as they are, whatever their encoding.</param>
/// <param name="Hash">
/// SHA-256 in lower-case hexadecimal of the diff without the blobs' ids of text files: the same edit has the same hash in every
/// repository where the lines around it are the same.
/// </param>
/// <param name="Files">Statistics per file, in the diff's order.</param>
public sealed record Patch(ReadOnlyMemory<byte> Content, string Hash, IReadOnlyList<FileStatistics> Files)
{
    public int FilesChanged => Files.Count;

    public int Additions => Files.Sum(file => file.Additions);

    public int Deletions => Files.Sum(file => file.Deletions);

    public static Patch Render(RepositoryTree before, RepositoryTree after) => Render(RepositoryTree.Compare(before, after));

    /// <summary>Renders changes. A file that is gone and one of the same content and mode that is new are a rename.</summary>
    public static Patch Render(IReadOnlyList<FileChange> changes)
    {
        var patch = new StringBuilder();
        var hashed = new StringBuilder();
        var files = new List<FileStatistics>();
        foreach (var diff in Renames.Pair(changes).Select(FileDiff.Render))
        {
            patch.Append(diff.Text);
            hashed.Append(diff.Hashed);
            files.Add(diff.Statistics);
        }

        return new(Bytes.Of(patch.ToString()), Convert.ToHexStringLower(SHA256.HashData(Bytes.Of(hashed.ToString()))), files);
    }
}

/// <summary>What became of one file; lines of binary files are not counted.</summary>
/// <param name="Path">The path after the change, or before it where the file is deleted.</param>
/// <param name="OldPath">The path before, where the file was renamed.</param>
/// <param name="IsBinary">One of the two contents is no text.</param>
/// <param name="Additions">Lines added.</param>
/// <param name="Deletions">Lines removed.</param>
public sealed record FileStatistics(string Path, string? OldPath, bool IsBinary, int Additions, int Deletions);
