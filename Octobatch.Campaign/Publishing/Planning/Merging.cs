namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>Somebody asked for a merge: done when checks and reviews let it, waited for while they run, else not done and said so.</summary>
internal static class Merging
{
    public static Plan Of(Recorded row, Observed seen, ObservedPull pull)
    {
        if (Hindrance(pull) is { } hindrance)
            return Plan.Nothing(row with { Asked = Asked.Nothing }) with { Note = $"Not merged: {hindrance}" };
        return pull.Checks is Checks.Pending || seen.Branch is null
            ? Plan.Nothing(row)
            : Plan.Of(row, new Merge(pull.Number, seen.Branch.Head));
    }

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
