namespace Octobatch.Selections.Inventory;

/// <summary>A repository as GitHub last showed it.</summary>
/// <param name="Id">GitHub's number, which stays through renames and transfers.</param>
/// <param name="InstallationId">Whose token reaches it.</param>
public sealed record Repository(long Id, long InstallationId, string Owner, string Name)
{
    public required string NodeId { get; init; }

    public required string DefaultBranch { get; init; }

    /// <summary>Head of the default branch; null when it has no commit, or when nobody has asked yet.</summary>
    public string? HeadCommit { get; init; }

    /// <summary><c>public</c>, <c>private</c> or <c>internal</c>.</summary>
    public required string Visibility { get; init; }

    public bool Archived { get; init; }

    public bool Fork { get; init; }

    public bool Template { get; init; }

    /// <summary>Switched off by GitHub; nothing in it can be read or written.</summary>
    public bool Disabled { get; init; }

    /// <summary>The language with the most bytes.</summary>
    public string? Language { get; init; }

    /// <summary>All of them. Null: not asked; what is known stays.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>The organisation's custom properties; one of several choices has several values. Null: not asked; what is known stays.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Properties { get; init; }

    /// <summary>Kilobytes on GitHub's disks, as GitHub counts them.</summary>
    public long SizeKb { get; init; }

    public long Stars { get; init; }

    /// <summary>When any branch last moved; null when none ever did.</summary>
    public DateTimeOffset? PushedAt { get; init; }

    /// <summary>When its settings last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    public string FullName => $"{Owner}/{Name}";
}
