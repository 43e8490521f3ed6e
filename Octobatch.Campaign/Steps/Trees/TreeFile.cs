namespace Octobatch.Campaigns.Steps.Trees;

/// <summary>What a git tree says of an entry that is not a folder.</summary>
public enum TreeFileMode
{
    /// <summary>100644.</summary>
    Regular,

    /// <summary>100755.</summary>
    Executable,

    /// <summary>120000; the content is the path that it points to.</summary>
    SymbolicLink,

    /// <summary>160000; the id is a commit's, and there is no content.</summary>
    Submodule,
}

/// <summary>One file of a tree.</summary>
/// <param name="Mode">Its mode.</param>
/// <param name="BlobId">SHA-1 of the blob, 40 lower-case hexadecimal digits.</param>
/// <param name="Content">Its bytes, where they were read.</param>
/// <param name="Size">Its size in bytes, where only that is known.</param>
public sealed record TreeFile(TreeFileMode Mode, string BlobId, ReadOnlyMemory<byte>? Content = null, long? Size = null)
{
    /// <summary>GitHub said that this is binary, so that <c>replace</c> needs no content to leave it alone.</summary>
    public bool IsKnownBinary { get; init; }

    /// <summary>An ordinary file, executable or not.</summary>
    public bool IsFile => Mode is TreeFileMode.Regular or TreeFileMode.Executable;

    public static TreeFile Of(ReadOnlyMemory<byte> content, TreeFileMode mode = TreeFileMode.Regular) =>
        new(mode, GitHub.Reading.BlobId.Of(content.Span), content, content.Length);

    public bool IsSame(TreeFile other) => Mode == other.Mode && BlobId == other.BlobId;
}
