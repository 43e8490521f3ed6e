using Octobatch.Gateway.Web.Api;

namespace Octobatch.Gateway.Web.NewCampaign;

/// <summary>A spec being written, and what is known of it.</summary>
/// <param name="Campaign">The campaign whose spec it is; null for a new one.</param>
/// <param name="Version">The version that this one is to replace.</param>
/// <param name="Repositories">For a dry run, one a line.</param>
public sealed record EditorPage(string? Campaign, int? Version, string Text, string Repositories)
{
    /// <summary>What is wrong with the spec, or why something could not be done.</summary>
    public ApiProblem? Problem { get; init; }

    /// <summary>It was checked, and nothing is wrong.</summary>
    public bool IsValid { get; init; }

    public TargetsAnswer? Targets { get; init; }

    public IReadOnlyList<DryRunItem>? DryRun { get; init; }

    internal string Path => Campaign is null ? "/new-campaign" : $"/campaigns/{Frame.Addresses.Escape(Campaign)}/spec";
}

/// <summary>What <c>POST /api/selections/resolve</c> gives.</summary>
public sealed record TargetsAnswer(TargetCounts Counts, IReadOnlyList<TargetItem> Items, string? Next);

/// <param name="Considered">Repositories that any entry of <c>select</c> takes or names.</param>
public sealed record TargetCounts(int Considered, int Included);

public sealed record TargetItem(string Repository, bool Included, string Reason);

/// <summary>What <c>POST /api/previews</c> gives for one repository.</summary>
public sealed record DryRunItem(string Repository, string State, string? Reason, string? Patch, int Files, int Additions, int Deletions)
{
    public Diffs.Patch? Diff { get; } = string.IsNullOrEmpty(Patch) ? null : Diffs.PatchReader.Read(Patch);
}

/// <summary>What <c>POST /api/previews</c> gives.</summary>
internal sealed record DryRunAnswer(IReadOnlyList<DryRunItem> Items);
