using System.Diagnostics.CodeAnalysis;
using Octobatch.Campaigns.Steps.Diffs;

namespace Octobatch.Campaigns.Changesets;

/// <summary>One changeset: what lists show of it, and more.</summary>
public sealed record ChangesetDetail : ChangesetItem
{
    [SetsRequiredMembers]
    private ChangesetDetail(ChangesetItem item, long repositoryId)
        : base(item) => RepositoryId = repositoryId;

    /// <summary>GitHub's; stays through renames and transfers.</summary>
    public long RepositoryId { get; init; }

    public string? DefaultBranch { get; init; }

    /// <summary>What becomes of each file, in the patch's order; null once the retention sweep took the patch.</summary>
    public IReadOnlyList<FileStatistics>? FileStatistics { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public DateTimeOffset? MergedAt { get; init; }

    /// <param name="files">Null where the artifact is gone.</param>
    internal static ChangesetDetail Of(FoundChangeset found, IReadOnlyList<FileStatistics>? files) => new(found.Item, found.RepositoryId)
    {
        DefaultBranch = found.DefaultBranch,
        PublishedAt = found.PublishedAt,
        MergedAt = found.MergedAt,
        FileStatistics = found.Artifact is null ? [] : files,
    };
}
