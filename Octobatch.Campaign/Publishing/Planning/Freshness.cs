using System.Diagnostics.CodeAnalysis;
using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>
/// The change, fit for the default branch as it is now: as it is when the files that it touches are the same there, else made anew.
/// </summary>
internal static class Freshness
{
    /// <param name="plan">What has to come first.</param>
    /// <returns>Whether it is fit; then it changes something.</returns>
    public static bool IsFit(
        Recorded row, Observed seen, Wanted wanted, [NotNullWhen(true)] out Content? content, [NotNullWhen(false)] out Plan? plan)
    {
        (content, plan) = (null, null);
        var head = seen.DefaultHead!;
        if (wanted.Change is not { } change)
            plan = Plan.Of(row, new Recompute(head));
        else if (change.Base != head && seen.Files is TouchedFiles.Unknown && change.Patch is not null)
            plan = Plan.Of(row, new CompareFiles(change.Base, head));
        else if (change.Base != head && seen.Files is not TouchedFiles.Same)
            plan = Plan.Of(row, new Recompute(head));
        else if (change.Patch is { } patch)
            content = new(patch, head, wanted.SpecVersion);
        else
            plan = Plan.Nothing(row);
        return content is not null;
    }

    /// <summary>Whether nobody could look at this patch, and somebody should.</summary>
    public static bool WantsALook(Content content, Wanted wanted) =>
        wanted.Recompute is RecomputePolicy.Manual && wanted.Approved != content.Patch;
}
