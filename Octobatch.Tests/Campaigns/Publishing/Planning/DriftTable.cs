using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Specs.Model;
using static Octobatch.Tests.Campaigns.Publishing.PlanCase;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>Every kind of drift under every policy: a line has what is seen, and what comes of it by needs_human, overwrite and new_pull_request.</summary>
internal static class DriftTable
{
    private static readonly Wanted Other = Want with { SpecVersion = 2, Change = new("patch2", "b1"), Approved = "patch2", Text = "text2" };
    private static readonly Wanted Nothing = Want with { Change = new(null, "b1") };
    private static readonly Wanted Gone = Want with { Selected = false };
    private static readonly Observed Moved = Published with { DefaultHead = "b2", Files = TouchedFiles.Unknown };
    private static readonly Observed Fits = Moved with { Files = TouchedFiles.Same };
    private static readonly Observed Conflict = With(Pull with { Mergeable = Mergeable.Conflicts }) with { DefaultHead = "b2", Files = TouchedFiles.Changed };
    private static readonly Observed ByButton = Fits with { Branch = new("m1", false, "mona", MergesBase: true) };
    private static readonly Observed Edited = With(Pull with { Text = "edited" });
    private static readonly Observed ClosedByPerson = With(Pull with { Stage = PullStage.Closed });
    private static readonly Observed Deleted = ClosedByPerson with { Branch = null };
    private static readonly Recorded Closed = Open with { State = ChangesetState.Closed, Why = Why.ClosedByPerson };
    private static readonly Recorded Again = Closed with { Asked = Asked.Retry };
    private static readonly Recorded Waits = Open with { State = ChangesetState.NeedsHuman, Why = Why.CommitsByOthers("b", "mona") };

    public static IEnumerable<PlanCase> Cases => Lines.SelectMany(line => (PlanCase[])
    [
        new($"{line.Name}, needs_human", line.Row, line.Seen, By(DriftPolicy.NeedsHuman, line.Wanted), line.Human),
        new($"{line.Name}, overwrite", line.Row, line.Seen, By(DriftPolicy.Overwrite, line.Wanted), line.Overwrite),
        new($"{line.Name}, new_pull_request", line.Row, line.Seen, By(DriftPolicy.NewPullRequest, line.Wanted), line.Anew),
    ]);

    private static IEnumerable<Line> Lines =>
    [
        // The base has moved.
        Line.Same("base advanced", Open, Moved, Want, "Open"),
        Line.Same("base merged by GitHub's button", Open, ByButton, Want, "Open"),
        Line.Same("another change over GitHub's merge", Open, ByButton, Other, "Open: push b at b2 over m1, text"),
        new("conflicts", Open, Conflict, Want, "NeedsHuman conflicts", "Open: recompute b2", "Open: recompute b2"),
        new("conflicts, nothing left to change", Open, Conflict, Want with { Change = new(null, "b2") }, "Open nothing_to_change: close 7, comment 7, delete b", "Open nothing_to_change: close 7, comment 7, delete b", "Open nothing_to_change: close 7, comment 7, delete b"),
        Line.Same("conflicts and another change", Open, Conflict, Other with { Change = new("patch2", "b2") }, "Open: push b at b2 over h1, text"),

        // Somebody pushed to our branch.
        new("pushed and no more", Open, Pushed(), Want, "NeedsHuman commits_by_others", "Open: push b at b1 over p1", "Publishing on b-2"),
        new("pushed as before", Waits, Pushed(), Want, "NeedsHuman commits_by_others", "Open: push b at b1 over p1", "Publishing on b-2"),
        Line.Same("the commits are gone again", Waits, Published, Want, "Open"),
        new("pushed, another change", Open, Pushed(), Other, "NeedsHuman commits_by_others", "Open: push b at b1 over p1, text", "Publishing on b-2"),
        new("pushed, edited", Open, Pushed(Edited), Want, "NeedsHuman commits_by_others", "Open: push b at b1 over p1, text", "Publishing on b-2"),
        new("pushed, base advanced", Open, Pushed(Moved), Want, "NeedsHuman commits_by_others", "Open: compare b1..b2", "Open: compare b1..b2"),
        new("pushed, base advanced and fits", Open, Pushed(Fits), Want, "NeedsHuman commits_by_others", "Open: push b at b2 over p1", "Publishing on b-2"),
        new("pushed, conflicts", Open, Pushed(Conflict), Want, "NeedsHuman commits_by_others", "Open: recompute b2", "Open: recompute b2"),
        new("pushed, remade and another", Open, Pushed(Conflict), Want with { Change = new("patch2", "b2") }, "NeedsHuman commits_by_others", "NeedsHuman change_differs", "NeedsHuman change_differs"),
        new("pushed, nothing left to change", Open, Pushed(), Nothing, "NeedsHuman commits_by_others", "Open nothing_to_change: close 7, comment 7, delete b", "NeedsHuman nothing_to_change"),
        new("pushed, permission missing", Open, Pushed() with { MissingPermissions = ["workflows: write"] }, Want, "NeedsHuman commits_by_others", "NeedsHuman missing_permission", "NeedsHuman missing_permission"),
        Line.Same("pushed and merged", Open, Pushed(With(Pull with { Stage = PullStage.Merged })), Want, "Merged"),
        Line.Same("pushed and archived", Open, Pushed() with { Archived = true }, Want, "NeedsHuman archived"),

        // The spec has changed.
        Line.Same("another change and no more", Open, Published, Other, "Open: push b at b1 over h1, text"),
        Line.Same("another text and no more", Open, Published, Want with { Text = "text2" }, "Open: text"),
        Line.Same("nothing left to change", Open, Published, Nothing, "Open nothing_to_change: close 7, comment 7, delete b"),

        // The repository left the selection.
        new("left", Open, Published, Gone, "NeedsHuman left_selection", "Open left_selection: close 7, comment 7, delete b", "Open left_selection: close 7, comment 7, delete b"),
        new("left, pushed", Open, Pushed(), Gone, "NeedsHuman left_selection", "Open left_selection: close 7, comment 7, delete b", "Open left_selection: close 7, comment 7"),
        new("left, edited", Open, Edited, Gone, "NeedsHuman left_selection", "Open left_selection: close 7, comment 7, delete b", "Open left_selection: close 7, comment 7, delete b"),
        Line.Same("left, closed by a person", Open, ClosedByPerson, Gone, "Closed closed_by_person"),
        Line.Same("back in the selection", Waits with { Why = Why.LeftSelection }, Published, Want, "Open"),

        // Title or body edited.
        new("edited and no more", Open, Edited, Want, "NeedsHuman text_edited", "Open: text", "Open"),
        new("edited, another text", Open, Edited, Want with { Text = "text2" }, "NeedsHuman text_edited", "Open: text", "Open"),
        new("edited, another change", Open, Edited, Other, "NeedsHuman text_edited", "Open: push b at b1 over h1, text", "Open: push b at b1 over h1"),
        new("edited, conflicts", Open, Conflict with { Pulls = [Conflict.Pulls[0] with { Text = "edited" }] }, Want, "NeedsHuman text_edited", "Open: recompute b2", "Open: recompute b2"),
        Line.Same("edited and put back", Waits with { Why = Why.TextEdited }, Published, Want, "Open"),

        // Closed, or the branch deleted.
        Line.Same("closed by somebody", Open, ClosedByPerson, Want, "Closed closed_by_person"),
        Line.Same("closed by somebody, pushed before", Open, Pushed(ClosedByPerson), Want, "Closed closed_by_person"),
        Line.Same("closed by somebody, another change", Closed, ClosedByPerson, Other, "Closed closed_by_person"),
        Line.Same("branch deleted by somebody", Open, Deleted, Want, "Closed branch_deleted"),
        Line.Same("branch made again by somebody after the close", Closed, Pushed(ClosedByPerson), Want, "Closed closed_by_person"),
        Line.Same("opened again", Closed, Published, Want, "Open"),
        new("opened again with a person's commits", Closed, Pushed(), Want, "NeedsHuman commits_by_others", "Open: push b at b1 over p1", "Publishing on b-2"),
        Line.Same("asked for again", Again, ClosedByPerson, Want, "Publishing closed_by_person: reopen 7"),
        Line.Same("asked for again, branch deleted", Again, Deleted, Want, "Publishing: publish b at b1"),
        new("asked for again, pushed before", Again, Pushed(ClosedByPerson), Want, "NeedsHuman branch_taken", "Publishing: push b at b1 over p1, open b", "Publishing on b-2"),
    ];

    private sealed record Line(string Name, Recorded Row, Observed Seen, Wanted Wanted, string Human, string Overwrite, string Anew)
    {
        public static Line Same(string name, Recorded row, Observed seen, Wanted wanted, string expected) => new(name, row, seen, wanted, expected, expected, expected);
    }
}
