using Octobatch.GitHub.Repositories;

namespace Octobatch.GitHub.Reading;

/// <summary>What to read of one repository's default branch.</summary>
/// <param name="Paths">Of files, or of directories, whose entries are then listed; relative to the root.</param>
public sealed record WantedFiles(RepositoryName Repository, IReadOnlyList<string> Paths)
{
    /// <summary>A commit, branch or tag to read from; null: the head of the default branch.</summary>
    public string? At { get; init; }
}

/// <summary>What one repository showed.</summary>
/// <param name="Id">Its name in GraphQL.</param>
/// <param name="FullName">As it is called now: after a rename another than was asked for.</param>
/// <param name="DefaultBranch">Null when the repository is empty.</param>
/// <param name="Head">The commit of the default branch; null when the repository is empty.</param>
/// <param name="Entries">By path; what does not exist is missing.</param>
public sealed record RepositoryFiles(
    string Id, string FullName, string? DefaultBranch, string? Head, bool Archived, IReadOnlyDictionary<string, PathEntry> Entries);

/// <summary>What stands at a path.</summary>
/// <param name="Oid">Of the blob or tree.</param>
public abstract record PathEntry(string Oid);

/// <summary>A file.</summary>
/// <param name="Content">Its bytes, which hash to <see cref="PathEntry.Oid"/>.</param>
public sealed record FileEntry(string Oid, ReadOnlyMemory<byte> Content) : PathEntry(Oid);

/// <summary>A directory and what is directly in it.</summary>
public sealed record DirectoryEntry(string Oid, IReadOnlyList<DirectoryItem> Items) : PathEntry(Oid);

/// <param name="Mode">As git writes it: <c>100644</c>, <c>100755</c>, <c>120000</c>, <c>40000</c>, <c>160000</c>.</param>
/// <param name="Type"><c>blob</c>, <c>tree</c> or <c>commit</c>.</param>
public sealed record DirectoryItem(string Name, string Mode, string Type, string Oid);
