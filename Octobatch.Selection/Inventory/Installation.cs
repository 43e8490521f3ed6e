namespace Octobatch.Selections.Inventory;

/// <summary>The GitHub App installed on one organisation or account, as GitHub last showed it.</summary>
/// <param name="Account">The organisation's or user's login.</param>
public sealed record Installation(long Id, string Account, long AccountId)
{
    /// <summary><c>Organization</c> or <c>User</c>.</summary>
    public required string AccountType { get; init; }

    /// <summary><c>all</c> or <c>selected</c>.</summary>
    public required string RepositorySelection { get; init; }

    /// <summary>What was granted, such as <c>contents</c> = <c>write</c>.</summary>
    public IReadOnlyDictionary<string, string> Permissions { get; init; } = new Dictionary<string, string>();

    /// <summary>Null when it is not suspended.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }
}
