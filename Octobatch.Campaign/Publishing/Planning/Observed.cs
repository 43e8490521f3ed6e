namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>What GitHub shows of a changeset's repository, branch and pull requests.</summary>
public sealed record Observed
{
    /// <summary>False: the repository is gone or hidden.</summary>
    public bool Found { get; init; } = true;

    public bool Archived { get; init; }

    /// <summary>Null: the repository is empty.</summary>
    public string? DefaultBranch { get; init; }

    /// <summary>The default branch's commit.</summary>
    public string? DefaultHead { get; init; }

    /// <summary>Whether the files that the change touches are at <see cref="DefaultHead"/> what they were at the change's base.</summary>
    public TouchedFiles Files { get; init; } = TouchedFiles.Unknown;

    /// <summary>Permissions that this change needs and the installation lacks, such as <c>workflows: write</c>.</summary>
    public IReadOnlyList<string> MissingPermissions { get; init; } = [];

    /// <summary>Our branch; null: it is not there.</summary>
    public ObservedBranch? Branch { get; init; }

    /// <summary>From our branch, the newest first.</summary>
    public IReadOnlyList<ObservedPull> Pulls { get; init; } = [];

    /// <summary>The pull request that the present one replaces, when the row names one.</summary>
    public ObservedPull? Replaced { get; init; }
}

/// <summary>A branch's head.</summary>
/// <param name="ByUs">Made by our App.</param>
/// <param name="By">The login of its author, where known.</param>
/// <param name="MergesBase">It does nothing but merge the base branch into our commit, as GitHub's button does.</param>
public sealed record ObservedBranch(string Head, bool ByUs, string? By = null, bool MergesBase = false);

/// <summary>A pull request from our branch.</summary>
/// <param name="Text">The hash of its title and body (<see cref="PullTexts.Hash"/>).</param>
/// <param name="Marker">What its body says of itself; null: nothing.</param>
public sealed record ObservedPull(int Number, string Id, PullStage Stage, string Text, Marker? Marker)
{
    public string? Url { get; init; }

    public bool Draft { get; init; }

    public bool AutoMerge { get; init; }

    public Checks Checks { get; init; }

    public Review Review { get; init; }

    public Mergeable Mergeable { get; init; }
}

public enum PullStage
{
    Open,
    Closed,
    Merged,
}

public enum TouchedFiles
{
    Unknown,
    Same,
    Changed,
}

public enum Checks
{
    None,
    Pending,
    Passing,
    Failing,
}

public enum Review
{
    None,
    Required,
    Approved,
    ChangesRequested,
}

public enum Mergeable
{
    Unknown,
    Yes,
    Conflicts,
}
