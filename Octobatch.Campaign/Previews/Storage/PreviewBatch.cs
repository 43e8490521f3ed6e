using Octobatch.Campaigns.Runs;

namespace Octobatch.Campaigns.Previews.Storage;

/// <summary>A preview whose targets may be claimed.</summary>
/// <param name="By">Who started it.</param>
internal sealed record ActivePreview(long RunId, string Campaign, int Number, int SpecVersion, byte[] StepsHash, string By);

/// <summary>Targets of one installation that this worker may work on until the lease runs out.</summary>
internal sealed record PreviewBatch(ActivePreview Run, long InstallationId, IReadOnlyList<ClaimedTarget> Targets);

/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="NodeId">Its name in GraphQL.</param>
/// <param name="Lease">Every write of its result names it.</param>
/// <param name="Attempts">How often it was claimed, this time included.</param>
internal sealed record ClaimedTarget(RepositoryKeys Keys, long RepositoryId, string Repository, string NodeId, long Lease, int Attempts);

/// <summary>What a target's row, and its changeset's, is to say.</summary>
/// <param name="State">See <see cref="TargetStates"/>.</param>
internal sealed record TargetResult(ClaimedTarget Target, string State)
{
    public string? BaseCommit { get; init; }

    public string? PatchHash { get; init; }

    public string? Artifact { get; init; }

    public int Files { get; init; }

    public int Additions { get; init; }

    public int Deletions { get; init; }

    public string? FailureCode { get; init; }

    public string? Failure { get; init; }

    public bool? Retryable { get; init; }

    /// <summary>An earlier run's, for the same steps and commit.</summary>
    public bool Reused { get; init; }
}

/// <summary>A target that is to be tried again.</summary>
/// <param name="At">From when.</param>
/// <param name="Counts">Whether this time is one of its attempts.</param>
internal sealed record TargetDelay(ClaimedTarget Target, DateTimeOffset At, bool Counts);
