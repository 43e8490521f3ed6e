namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>What an earlier try left on GitHub becomes the row's: found by number, else by branch and marker.</summary>
internal static class Adoption
{
    public static Recorded Of(Recorded row, Observed seen, Wanted wanted)
    {
        if (row.Pull is null && Find(row, seen, wanted) is { } found)
        {
            row = row with
            {
                Pull = found.Number,
                // With a marker the text is the one that Octobatch wrote, unless the row knows better.
                Text = row.Text ?? (found.Marker is null ? null : found.Text),
            };
        }

        if (seen.Pulls.FirstOrDefault(pull => pull.Number == row.Pull) is { } pull)
            row = row with { PullId = pull.Id, Url = pull.Url ?? row.Url };
        return Head(row, seen, wanted);
    }

    /// <summary>Whether the branch has no commit of its own: an earlier try came as far as to make it.</summary>
    public static bool IsBare(Recorded row, Observed seen, Wanted wanted) =>
        seen.Branch is { } branch
        && (branch.Head == seen.DefaultHead || branch.Head == row.Intent?.Base || branch.Head == wanted.Change?.Base);

    // GitHub takes no second open one from the same branch. Where the branch is ours, so is that one, however it came about.
    private static ObservedPull? Find(Recorded row, Observed seen, Wanted wanted) =>
        seen.Pulls.FirstOrDefault(pull => pull.Stage is PullStage.Open && (IsMarked(pull, wanted) || row.Head is not null || row.Intent is not null || seen.Branch?.ByUs is true))
        ?? seen.Pulls.FirstOrDefault(pull => pull.Number > row.Past && IsMarked(pull, wanted));

    /// <summary>Whether it says of itself that it is this campaign's.</summary>
    public static bool IsMarked(ObservedPull pull, Wanted wanted) => pull.Marker?.Campaign == wanted.Campaign;

    // A commit of our App that the row does not know is the one that it was about to write, or an older one.
    private static Recorded Head(Recorded row, Observed seen, Wanted wanted)
    {
        // The base merged into our commit adds nothing of anybody's; what comes after it is told from it.
        if (seen.Branch is { MergesBase: true } merge)
            return row with { Head = merge.Head };
        if (seen.Branch is not { ByUs: true } branch || branch.Head == row.Head || IsBare(row, seen, wanted))
            return row;
        var marker = seen.Pulls.FirstOrDefault(pull => pull.Number == row.Pull)?.Marker;
        return row with
        {
            Head = branch.Head,
            Content = row.Intent ?? (row.Head is null && marker is not null ? new Content(marker.Patch, null, marker.SpecVersion) : null),
            Intent = null,
        };
    }
}
