using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>
/// What a pull request that is there is given once more, because another spec names more than the one before, or has it a draft and the
/// other has not. What it names no more stays: by now a person may want it. People who have reviewed are asked again only when somebody else is asked besides.
/// </summary>
public static class NewExtras
{
    public static Extras Of(ChangesetSpec before, ChangesetSpec now) =>
        (Adds(before.Labels, now.Labels) ? Extras.Labels : Extras.None)
        | (Adds(before.Reviewers, now.Reviewers) || Adds(before.TeamReviewers, now.TeamReviewers) ? Extras.Reviewers : Extras.None)
        | (Adds(before.Assignees, now.Assignees) ? Extras.Assignees : Extras.None)
        | (before.Draft != now.Draft ? Extras.Draft : Extras.None);

    private static bool Adds(IReadOnlyList<string> before, IReadOnlyList<string> now) => now.Except(before, StringComparer.OrdinalIgnoreCase).Any();
}
