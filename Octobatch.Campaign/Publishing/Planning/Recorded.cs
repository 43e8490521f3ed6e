namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>What our row says of a changeset: the last that is known to be done, and what was about to be.</summary>
public sealed record Recorded(ChangesetState State)
{
    public Why? Why { get; init; }

    /// <summary>Our branch, without <c>refs/heads/</c>; null: none is chosen yet.</summary>
    public string? Branch { get; init; }

    /// <summary>The pull request's number.</summary>
    public int? Pull { get; init; }

    /// <summary>The pull request's name in GraphQL.</summary>
    public string? PullId { get; init; }

    public string? Url { get; init; }

    /// <summary>The last commit that Octobatch is known to have put on the branch.</summary>
    public string? Head { get; init; }

    /// <summary>What <see cref="Head"/> carries; null: not known.</summary>
    public Content? Content { get; init; }

    /// <summary>What is about to be written. A commit of ours that <see cref="Head"/> does not know carries it.</summary>
    public Content? Intent { get; init; }

    /// <summary>The hash of the title and body that Octobatch wrote last (<see cref="PullTexts.Hash"/>).</summary>
    public string? Text { get; init; }

    /// <summary>What is done beside branch, commit and pull request, or was refused for good.</summary>
    public Extras Done { get; init; }

    /// <summary>The pull request whose place the present one takes; null once it is closed and says so.</summary>
    public int? Replaces { get; init; }

    /// <summary>Closed pull requests up to this number are history: never taken for the present one.</summary>
    public int Past { get; init; }

    /// <summary>GitHub has refused the one document here, so it goes step by step.</summary>
    public bool BySteps { get; init; }

    /// <summary>What somebody asked for, until it is done.</summary>
    public Asked Asked { get; init; }

    /// <summary>What to say on the pull request when it is closed because somebody asked for it; null: that it was asked for.</summary>
    public string? Comment { get; init; }
}

/// <summary>What a commit of ours carries.</summary>
/// <param name="Patch">The hash of the patch.</param>
/// <param name="Base">The commit that it was made for.</param>
/// <param name="SpecVersion">Whose change it is.</param>
public sealed record Content(string Patch, string? Base, int SpecVersion);

/// <summary>What a pull request gets after it is there.</summary>
[Flags]
public enum Extras
{
    None = 0,
    Labels = 1,
    Reviewers = 2,
    Assignees = 4,
    AutoMerge = 8,

    /// <summary>What is said on a pull request when it is closed.</summary>
    Farewell = 16,

    /// <summary>Draft or ready for review, as the spec has it. From then on people may change it.</summary>
    Draft = 32,

    /// <summary>Our last commit was seen to conflict with the base: a merge on top of it is somebody's work, not that of GitHub's button.</summary>
    Conflicted = 64,
}

/// <summary>What people ask of changesets, one at a time.</summary>
public enum Asked
{
    Nothing,

    /// <summary>Try again; a pull request that was closed is opened again.</summary>
    Retry,
    Close,

    /// <summary>Make the change anew for the base as it is now.</summary>
    Rebase,
    Merge,
    UpdateText,
}
