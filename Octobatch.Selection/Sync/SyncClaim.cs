namespace Octobatch.Selections.Sync;

/// <summary>An installation that this worker may sync until the lease runs out. Every write of the work names the lease.</summary>
/// <param name="InstallationId">0 for the list of installations itself.</param>
/// <param name="Full">Whether every page is to be read.</param>
internal sealed record SyncClaim(long InstallationId, string Account, long Lease, bool Full)
{
    /// <summary>The row that stands for the list of installations.</summary>
    public const long Installations = 0;

    /// <summary>When the full sync under way began: what it has not seen since is gone. Null: none is under way.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Where a full sync goes on.</summary>
    public int NextPage { get; init; } = 1;

    public int Passes { get; init; }
}

/// <summary>How a piece of work ended.</summary>
/// <param name="Error">In words; null when it went well.</param>
/// <param name="RetryAt">When GitHub takes it again, where it said so.</param>
/// <param name="FullNeeded">A light sync saw more change than it can follow.</param>
internal sealed record SyncOutcome(string? Error = null, DateTimeOffset? RetryAt = null, bool FullNeeded = false)
{
    /// <summary>Somebody else has the lease now; whatever this worker would write has no effect.</summary>
    public bool LeaseLost { get; init; }
}
