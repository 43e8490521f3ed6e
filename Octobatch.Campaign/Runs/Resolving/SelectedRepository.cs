namespace Octobatch.Campaigns.Runs.Resolving;

/// <summary>A repository that a selection considered, as the selection service tells it.</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="Reason">In words.</param>
/// <param name="ReasonCode">The same for programs.</param>
internal sealed record SelectedRepository(string Repository, bool Included, string Reason, string ReasonCode)
{
    /// <summary>GitHub's number; null when nobody knows it.</summary>
    public long? RepositoryId { get; init; }

    public string? NodeId { get; init; }

    public long? InstallationId { get; init; }

    public string? DefaultBranch { get; init; }
}
