using Octobatch.GitHub.Repositories;

namespace Octobatch.GitHub.Reading;

/// <summary>What to read of the head of one repository's default branch.</summary>
/// <param name="Files">Paths of files; their contents come along.</param>
/// <param name="Folders">Folders; the root is the empty path.</param>
public sealed record WantedEntries(RepositoryName Repository, IReadOnlyList<string> Files, IReadOnlyList<WantedFolder> Folders);

/// <param name="Path">Relative to the root, without a slash at its end.</param>
public sealed record WantedFolder(string Path, FolderDetail Detail);

/// <summary>How much of a folder is read.</summary>
public enum FolderDetail
{
    /// <summary>Its id alone, to read it by <c>git/trees</c>.</summary>
    Id,

    /// <summary>Its entries' names, modes and ids.</summary>
    Names,

    /// <summary>Also the files' sizes.</summary>
    Sizes,

    /// <summary>Also the files' contents.</summary>
    Contents,
}

/// <summary>What one repository showed, all of it at one commit.</summary>
/// <param name="Files">By path; what does not exist is missing.</param>
/// <param name="Folders">By path; what does not exist, or is no folder, is missing.</param>
public sealed record RepositoryEntries(
    RepositoryHead Head, IReadOnlyDictionary<string, Entry> Files, IReadOnlyDictionary<string, Folder> Folders)
{
    public static RepositoryEntries Empty(RepositoryHead head) => new(head, new Dictionary<string, Entry>(), new Dictionary<string, Folder>());
}

/// <param name="Oid">Of the tree.</param>
/// <param name="Entries">By name; none when only the id was asked for.</param>
public sealed record Folder(string Oid, IReadOnlyDictionary<string, Entry> Entries);

/// <param name="Mode">As git writes it: <c>100644</c>, <c>100755</c>, <c>120000</c>, <c>40000</c>, <c>160000</c>.</param>
/// <param name="Oid">Of the blob, tree or commit.</param>
public sealed record Entry(string Mode, string Oid)
{
    public bool IsFolder => Mode is "40000" or "040000";

    /// <summary>Bytes, where it was asked for or comes along.</summary>
    public long? Size { get; init; }

    /// <summary>GitHub says that it is no text.</summary>
    public bool IsBinary { get; init; }

    /// <summary>
    /// Its bytes, which hash to <see cref="Oid"/>. Null when they were not asked for, and when GraphQL cannot give them: binary, longer than
    /// half a megabyte, or not UTF-8.
    /// </summary>
    public ReadOnlyMemory<byte>? Content { get; init; }
}
