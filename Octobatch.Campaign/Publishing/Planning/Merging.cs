namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>
/// Somebody asked for a merge, or the campaign does: done when checks and reviews let it, waited for while they run, else not done and said
/// so. Where the campaign asks, it is tried again when what stood in the way is gone.
/// </summary>
internal static class Merging
{
    public static Plan Of(Recorded row, Observed seen, ObservedPull pull)
    {
        if (Hindrance(pull) is { } hindrance)
            return Plan.Nothing(row with { Asked = Asked.Nothing, Done = row.Done & ~Extras.AutoMerge }) with { Note = $"Not merged: {hindrance}" };
        return pull.Checks is Checks.Pending || seen.Branch is null
            ? Plan.Nothing(row)
            : Plan.Of(row, new Merge(pull.Number, seen.Branch.Head));
    }

    /// <summary>Whether GitHub may be asked to merge it by itself. For a review that is required GitHub waits.</summary>
    public static bool MayBeLeftToGitHub(ObservedPull pull) =>
        Hindrance(pull.Review is Review.Required ? pull with { Review = Review.None } : pull) is null;

    private static string? Hindrance(ObservedPull pull) => pull switch
    {
        { Draft: true } => "it is a draft",
        { Mergeable: Mergeable.Conflicts } => "it conflicts with its base branch",
        { Checks: Checks.Failing } => "its checks fail",
        { Review: Review.ChangesRequested } => "a reviewer asked for changes",
        { Review: Review.Required } => "it needs an approving review",
        _ => null,
    };
}
