using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.ServiceDefaults.Audit;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>What a claimed changeset's row is to say now.</summary>
/// <param name="Due">When it may be claimed next; null: not before something happens.</param>
internal sealed record SavedChangeset(ClaimedChangeset Claim, Recorded Row, DateTimeOffset? Due)
{
    public ChangeColumns? Change { get; init; } = Claim.Change;

    public Health Health { get; init; } = Claim.Health;

    /// <summary>What the row says is asked for, as far as this worker knows: where it says something else, somebody has asked meanwhile.</summary>
    public Asked Asked { get; init; } = Claim.Row.Asked;

    /// <summary>Whether the claim goes on; else the row is given back.</summary>
    public bool Keep { get; init; }

    /// <summary>Whether this time counts as one of the attempts that failed.</summary>
    public bool Failed { get; init; }

    /// <summary>Why it waits, for people.</summary>
    public string? Waiting { get; init; }

    /// <summary>Taken up in vain: it is not counted for the day.</summary>
    public bool Uncounted { get; init; }

    /// <summary>Whether a look has found something to write, which is left to a claim of that kind; null: as it was.</summary>
    public bool? ToWrite { get; init; }

    public IReadOnlyList<ChangesetHappening> Events { get; init; } = [];

    public IReadOnlyList<AuditEntry> Audit { get; init; } = [];
}

/// <summary>A line of a changeset's timeline.</summary>
/// <param name="By"><c>key:ID</c>, <c>user:LOGIN</c>, <c>github:LOGIN</c> or <c>system</c>.</param>
internal sealed record ChangesetHappening(string Event, string By, string? Detail);
