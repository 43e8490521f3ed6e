namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>Why a changeset is where it is.</summary>
/// <param name="Code">For machines: one of the names below.</param>
/// <param name="Words">For people.</param>
/// <param name="Retryable">Whether trying again can help, once what the words say is seen to.</param>
public sealed record Why(string Code, string Words, bool Retryable = true)
{
    public static readonly Why RepositoryGone = new("repository_gone", "The repository is gone, or Octobatch may no longer see it.");
    public static readonly Why RepositoryEmpty = new("repository_empty", "The repository has no commit to begin from.");
    public static readonly Why Archived = new("archived", "The repository is archived, so nothing in it can change.");
    public static readonly Why LeftSelection = new("left_selection", "The campaign no longer selects this repository.");
    public static readonly Why NothingToChange = new("nothing_to_change", "The repository has everything that the steps would change.");
    public static readonly Why ChangeDiffers = new(
        "change_differs", "The base branch has moved and the change is another than the one previewed: look at it again.");

    public static readonly Why ClosedByPerson = new("closed_by_person", "Somebody closed the pull request.");
    public static readonly Why BranchDeleted = new("branch_deleted", "Somebody deleted the branch, which closed the pull request.");
    public static readonly Why CloseAsked = new("close_asked", "Closed, as it was asked for.");
    public static readonly Why CampaignClosed = new("campaign_closed", "The campaign was closed before this was published.", Retryable: false);
    public static readonly Why TextEdited = new("text_edited", "Somebody edited the pull request's title or body.");

    public static Why MissingPermission(IEnumerable<string> permissions) =>
        new("missing_permission", $"The GitHub App lacks a permission here: {string.Join(", ", permissions)}.");

    public static Why BranchTaken(string branch, string? by) =>
        new("branch_taken", $"The branch {branch} is there already, with commits by {by ?? "somebody else"}. Take it away and retry, or name another in the spec.");

    public static Why CommitsByOthers(string branch, string? by) =>
        new("commits_by_others", $"There are commits by {by ?? "somebody else"} on {branch}.");

    public static Why Conflicts(string? with) => new("conflicts", $"The pull request conflicts with {with ?? "its base branch"}.");
}
