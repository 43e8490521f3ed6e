using System.Text.Json.Serialization;

namespace Octobatch.GitHub.Git;

/// <param name="Ref">Its full name, such as <c>refs/heads/main</c>.</param>
public sealed record GitReference(string Ref, string NodeId, [property: JsonPropertyName("object")] GitObjectId Target);

/// <summary>Any object, by its id.</summary>
public sealed record GitObjectId(string Sha);

internal sealed record NewReference(string Ref, string Sha);

internal sealed record MoveReference(string Sha, bool Force);

/// <param name="Truncated">GitHub left entries out, because there are more than 100,000 or more than 7 MB of them.</param>
public sealed record GitTree(string Sha, IReadOnlyList<GitTreeEntry> Tree, bool Truncated);

/// <param name="Mode"><c>100644</c>, <c>100755</c> (executable), <c>120000</c> (symbolic link), <c>040000</c> (tree), <c>160000</c> (submodule).</param>
/// <param name="Type"><c>blob</c>, <c>tree</c> or <c>commit</c>.</param>
/// <param name="Sha">Null in a new tree deletes the entry.</param>
public sealed record GitTreeEntry(string Path, string Mode, string Type, string? Sha)
{
    public long? Size { get; init; }
}

/// <summary>An entry of a tree to make. It is written with <c>"sha":null</c> to delete.</summary>
public sealed record NewTreeEntry(
    string Path, string Mode, string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Sha);

internal sealed record NewTree(string BaseTree, IReadOnlyList<NewTreeEntry> Tree);

internal sealed record NewBlob(string Content, string Encoding);

public sealed record GitCommit(string Sha, GitObjectId Tree, IReadOnlyList<GitObjectId> Parents, string? Message)
{
    public GitVerification? Verification { get; init; }
}

/// <summary>Whether GitHub shows the commit as verified.</summary>
public sealed record GitVerification(bool Verified, string Reason);

/// <summary>Without author and committer, so that GitHub signs it in the App's name.</summary>
internal sealed record NewCommit(string Message, string Tree, IReadOnlyList<string> Parents);
