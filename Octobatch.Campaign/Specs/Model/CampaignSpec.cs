namespace Octobatch.Campaigns.Specs.Model;

/// <summary>
/// A valid spec with every default filled in. Its JSON (<see cref="SpecJson"/>) is the normalised form, whose keys stand in the order of
/// these properties; docs/specs.md says what they mean.
/// </summary>
public sealed record CampaignSpec
{
    public int Version { get; init; } = 1;

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>A repository is a target when any entry takes it and none of <see cref="Exclude"/> does.</summary>
    public required IReadOnlyList<SelectionEntry> Select { get; init; }

    public IReadOnlyList<SelectionEntry> Exclude { get; init; } = [];

    /// <summary>In order.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    public required ChangesetSpec Changeset { get; init; }

    public PublishSpec Publish { get; init; } = new();

    public DriftPolicy Drift { get; init; } = DriftPolicy.NeedsHuman;

    public MergePolicy Merge { get; init; } = MergePolicy.Manual;

    /// <summary>The same with what depends on other values filled in, and with sets in their order.</summary>
    internal CampaignSpec Filled() => this with
    {
        Steps = [.. Steps.Select(step => step.Filled())],
        Changeset = Changeset with
        {
            Branch = Changeset.Branch.Length > 0 ? Changeset.Branch : $"octobatch/{Name}",
            Message = Changeset.Message.Length > 0 ? Changeset.Message : Changeset.Title,
        },
        Publish = Publish.Window is { } window ? Publish with { Window = window with { Days = window.Days?.Order().ToList() } } : Publish,
    };
}

/// <summary>A query or a list of names, one of the two.</summary>
public sealed record SelectionEntry
{
    /// <summary>Left to the selection service, which says what is wrong with it when it is resolved.</summary>
    public string? Query { get; init; }

    /// <summary>Each as <c>owner/name</c>.</summary>
    public IReadOnlyList<string>? Repositories { get; init; }

    /// <summary>Only so many of what <see cref="Query"/> takes.</summary>
    public int? Sample { get; init; }
}

/// <summary>What to do when what is on GitHub differs from what Octobatch put there.</summary>
public enum DriftPolicy
{
    Overwrite,
    NewPullRequest,
    NeedsHuman,
}

/// <summary>Who merges.</summary>
public enum MergePolicy
{
    Manual,

    /// <summary>GitHub's auto-merge, once checks and reviews pass.</summary>
    Auto,
}
