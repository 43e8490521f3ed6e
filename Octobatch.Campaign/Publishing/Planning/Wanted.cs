using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>What the campaign wants of one repository.</summary>
/// <param name="Campaign">Its name.</param>
/// <param name="Branch">The branch of the spec.</param>
/// <param name="SpecVersion">From which the rest comes.</param>
public sealed record Wanted(string Campaign, string Branch, int SpecVersion)
{
    /// <summary>False: the selection no longer takes the repository.</summary>
    public bool Selected { get; init; } = true;

    /// <summary>Nothing is changed any more, unless somebody asks to close what is left.</summary>
    public bool CampaignClosed { get; init; }

    /// <summary>The change that stands in the preview, or that was made anew since; null: it must be made first.</summary>
    public Change? Change { get; init; }

    /// <summary>The hash of the patch that people could look at.</summary>
    public string? Approved { get; init; }

    /// <summary>The hash of title and body as they should be; null: not known while the change is not.</summary>
    public string? Text { get; init; }

    /// <summary>What the pull request shall have beside it.</summary>
    public Extras Extras { get; init; }

    /// <summary>Whether it shall be a draft.</summary>
    public bool Draft { get; init; }

    public DriftPolicy Drift { get; init; } = DriftPolicy.NeedsHuman;

    public RecomputePolicy Recompute { get; init; } = RecomputePolicy.Manual;
}

/// <summary>What matters of a change to the plan.</summary>
/// <param name="Patch">Its patch's hash; null: nothing changes.</param>
/// <param name="Base">The commit that it was made for.</param>
/// <param name="NeedsSteps">It has what one GraphQL document cannot write: modes, links, too many bytes.</param>
public sealed record Change(string? Patch, string Base, bool NeedsSteps = false);
