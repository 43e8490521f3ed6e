using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Specs.Model;
using static Octobatch.Tests.Campaigns.Publishing.PlanCase;

namespace Octobatch.Tests.Campaigns.Publishing;

internal static class PlanTable
{
    private const DriftPolicy Overwrite = DriftPolicy.Overwrite;
    private const DriftPolicy Anew = DriftPolicy.NewPullRequest;
    private static readonly Observed Moved = Untouched with { DefaultHead = "b2", Files = TouchedFiles.Unknown };
    private static readonly Wanted Other = Want with { SpecVersion = 2, Change = new("patch2", "b1"), Approved = "patch2", Text = "text2" };
    private static readonly Observed Conflict = With(Pull with { Mergeable = Mergeable.Conflicts }) with { DefaultHead = "b2", Files = TouchedFiles.Changed };
    private static readonly Wanted Remade = Want with { Change = new("patch", "b2") };
    private static readonly Wanted Over = Want with { CampaignClosed = true, Text = "text2" };
    private static readonly Observed Edited = With(Pull with { Text = "edited" });
    private static readonly Observed ClosedByPerson = With(Pull with { Stage = PullStage.Closed });
    private static readonly Recorded Closed = Open with { State = ChangesetState.Closed, Why = Why.ClosedByPerson };
    private static readonly Recorded Replacing = new(ChangesetState.Publishing) { Branch = "b-2", Replaces = 7, Past = 7 };
    private static readonly ObservedPull Old = Pull with { Text = "old" };

    public static IEnumerable<PlanCase> Cases =>
    [
        // Nothing is there yet.
        new("all in one document", Ready, Untouched, Want, "Publishing: publish b at b1"),
        new("steps for what a document cannot write", Ready, Untouched, Want with { Change = new("patch", "b1", NeedsSteps: true) }, "Publishing: push b at b1, open b"),
        new("steps after the document was refused", Ready with { BySteps = true }, Untouched, Want, "Publishing: push b at b1, open b"),
        new("no change known", Ready, Untouched, Want with { Change = null }, "Publishing: recompute b1"),
        new("nothing to change", Ready, Untouched, Want with { Change = new(null, "b1") }, "NoChange nothing_to_change"),
        new("nothing to change at an older base", Ready, Moved, Want with { Change = new(null, "b1") }, "Publishing: recompute b2"),
        new("empty repository", Ready, new Observed(), Want, "Failed repository_empty"),
        new("archived meanwhile", Ready, Untouched with { Archived = true }, Want, "Failed archived"),
        new("gone", Ready, new Observed { Found = false }, Want, "Failed repository_gone"),
        new("missing permission", Ready, Untouched with { MissingPermissions = ["workflows: write"] }, Want, "Failed missing_permission"),
        new("left the selection before it was published", Ready, Untouched, Want with { Selected = false }, "Cancelled left_selection"),
        new("failed stays", new(ChangesetState.Failed), Untouched, Want, "Failed"),
        new("failed and asked for", new(ChangesetState.Failed) { Asked = Asked.Retry }, Untouched, Want, "Publishing: publish b at b1"),
        new("closed before it was there", Ready with { Asked = Asked.Close }, Untouched, Want, "Cancelled close_asked"),
        new("cancelled stays", new(ChangesetState.Cancelled), Untouched, Want, "Cancelled"),

        // The base has moved.
        new("base moved, files not compared", Ready, Moved, Want, "Publishing: compare b1..b2"),
        new("base moved, files the same", Ready, Moved with { Files = TouchedFiles.Same }, Want, "Publishing: publish b at b2"),
        new("base moved, files differ", Ready, Moved with { Files = TouchedFiles.Changed }, Want, "Publishing: recompute b2"),
        new("remade and the same", Ready, Moved, Remade, "Publishing: publish b at b2"),
        new("remade and another", Ready, Moved, Remade with { Change = new("patch2", "b2") }, "Ready change_differs"),
        new("remade and another, no look wanted", Ready, Moved, Remade with { Change = new("patch2", "b2"), Recompute = RecomputePolicy.Auto }, "Publishing: publish b at b2"),
        new("remade and empty", Ready, Moved, Remade with { Change = new(null, "b2") }, "NoChange nothing_to_change"),

        // Left by an earlier try.
        new("only the branch was made", Began, Untouched with { Branch = new("b1", false) }, Want, "Publishing: push b at b1 over b1, open b"),
        new("only the branch was made, by somebody at the base", Ready, Untouched with { Branch = new("b1", false) }, Want, "Publishing: push b at b1 over b1, open b"),
        new("branch and commit were made", Began, Untouched with { Branch = new("h1", true) }, Want, "Publishing: open b"),
        new("branch and commit of another change were made", Began, Untouched with { Branch = new("h1", true) }, Other, "Publishing: push b at b1 over h1, open b"),
        new("all was made, the answer got lost", Began, Published, Want, "Open: labels"),
        new("all was made and somebody has merged it", Began, With(Pull with { Stage = PullStage.Merged }), Want, "Merged"),
        new("all was made and somebody has closed it", Began, ClosedByPerson, Want, "Closed closed_by_person"),
        new("all was made and somebody has deleted the branch", Began, ClosedByPerson with { Branch = null }, Want, "Closed branch_deleted"),
        new("found by its marker although the row knows nothing", Ready, Published, Want, "Open: labels"),
        new("a closed one of another campaign is none of ours", Ready, Untouched with { Pulls = [Pull with { Stage = PullStage.Closed, Marker = new("other", 1, "patch") }] }, Want, "Publishing: publish b at b1"),
        new("a past one is not taken again", Ready with { Past = 7 }, Untouched with { Pulls = [Pull with { Stage = PullStage.Closed }] }, Want, "Publishing: publish b at b1"),
        new("an open one is taken whoever opened it", Began with { Head = "h1", Intent = null, Content = new("patch", "b1", 1) }, With(Pull with { Marker = null }), Want, "Open: labels"),

        // Somebody's branch has our name.
        new("branch taken", Ready, Pushed(Untouched), Want, "NeedsHuman branch_taken"),
        new("branch taken, overwrite", Ready, Pushed(Untouched), By(Overwrite), "Publishing: push b at b1 over p1, open b"),
        new("branch taken, another one", Ready, Pushed(Untouched), By(Anew), "Publishing on b-2"),
        new("the other one is taken too", Ready with { Branch = "b-2" }, Pushed(Untouched), By(Anew), "Publishing on b-3"),
        new("branch taken waits for a person", new(ChangesetState.NeedsHuman) { Why = Why.BranchTaken("b", null) }, Untouched, Want, "NeedsHuman branch_taken"),

        // Open, and nothing is wrong.
        new("at rest", Open, Published, Want, "Open"),
        new("base advanced without conflict", Open, Published with { DefaultHead = "b2" }, Want, "Open"),
        new("a past one that was merged is not replaced", Ready with { Past = 7 }, Pushed(With(Pull with { Stage = PullStage.Merged })), By(Anew), "Publishing on b-2"),
        new("base merged by GitHub's button", Open, Published with { Branch = new("m1", false, "mona", MergesBase: true) }, Want, "Open"),
        new("merged", Open, With(Pull with { Stage = PullStage.Merged }), Want, "Merged"),
        new("opened again by a person", Closed, Published, Want, "Open"),
        new("a person has seen to it", Open with { State = ChangesetState.NeedsHuman, Why = Why.TextEdited }, Published, Want, "Open"),
        new("labels, reviewers and the rest are missing", Open with { Done = Extras.None }, Published, Want with { Extras = Extras.Labels | Extras.Reviewers | Extras.Assignees | Extras.AutoMerge }, "Open: labels, reviews, assignees, auto-merge"),
        new("no auto-merge for a draft", Open, With(Pull with { Draft = true }), Want with { Extras = Extras.AutoMerge }, "Open"),
        new("no auto-merge while checks fail", Open, With(Pull with { Checks = Checks.Failing }), Want with { Extras = Extras.AutoMerge }, "Open"),
        new("auto-merge waits for a review that is required", Open, With(Pull with { Review = Review.Required }), Want with { Extras = Extras.AutoMerge }, "Open: auto-merge"),
        new("auto-merge is on already", Open, With(Pull with { AutoMerge = true }), Want with { Extras = Extras.AutoMerge }, "Open"),
        new("auto-merge is wanted no more", Open with { Done = Open.Done | Extras.AutoMerge }, With(Pull with { AutoMerge = true }), Want, "Open: no auto-merge"),
        new("auto-merge is wanted no more, and a person is waited for", Open with { Done = Open.Done | Extras.AutoMerge }, Pushed(With(Pull with { AutoMerge = true })), Want, "NeedsHuman commits_by_others: no auto-merge"),
        new("auto-merge that a person turned on stays", Open, With(Pull with { AutoMerge = true }), Want, "Open"),
        new("a merge of ours is wanted no more", Open with { Asked = Asked.Merge, Done = Open.Done | Extras.AutoMerge }, Published, Want, "Open"),
        new("a merge that a person asks for is done", Open with { Asked = Asked.Merge }, Published, Want, "Open: merge h1"),
        new("a draft no more", Open with { Done = Extras.Labels }, With(Pull with { Draft = true }), Want, "Open: ready"),
        new("a draft no more, and merged by GitHub", Open with { Done = Extras.Labels }, With(Pull with { Draft = true }), Want with { Extras = Extras.AutoMerge }, "Open: ready, auto-merge"),
        new("a draft from now on", Open with { Done = Extras.Labels }, Published, Want with { Draft = true }, "Open: draft"),
        new("a draft as wanted", Open with { Done = Extras.Labels }, With(Pull with { Draft = true }), Want with { Draft = true }, "Open"),
        new("a draft that a person has made ready stays ready", Open, Published, Want with { Draft = true }, "Open"),
        new("archived while open", Open, Published with { Archived = true }, Want, "NeedsHuman archived"),
        new("gone while open", Open, new Observed { Found = false }, Want, "NeedsHuman repository_gone"),

        // Somebody pushed to our branch.
        new("pushed", Open, Pushed(), Want, "NeedsHuman commits_by_others"),
        new("pushed, overwrite", Open, Pushed(), By(Overwrite), "Open: push b at b1 over p1"),
        new("pushed, new pull request", Open, Pushed(), By(Anew), "Publishing on b-2"),
        new("the new one is published", Replacing, Untouched with { Replaced = Old }, By(Anew), "Publishing on b-2: close 7, publish b-2 at b1"),
        new("the old one is closed already", Replacing, Untouched with { Replaced = Old with { Stage = PullStage.Closed } }, By(Anew), "Publishing on b-2: publish b-2 at b1"),
        new("the old one says where it goes on", Open with { Branch = "b-2", Pull = 8, PullId = "PR_8", Replaces = 7 }, Published with { Pulls = [Pull with { Number = 8, Id = "PR_8" }], Replaced = Old with { Stage = PullStage.Closed } }, By(Anew), "Open on b-2: link 7 to 8"),
        new("the old one was merged first", Replacing, Untouched with { Replaced = Old with { Stage = PullStage.Merged } }, By(Anew), "Merged on b-2"),
        new("pushed and rebase asked", Open with { Asked = Asked.Rebase }, Pushed(), Want, "NeedsHuman commits_by_others"),

        // Conflicts.
        new("conflict", Open, Conflict, Want, "NeedsHuman conflicts"),
        new("conflict, overwrite", Open, Conflict, By(Overwrite), "Open: recompute b2"),
        new("conflict, remade", Open, Conflict, By(Overwrite, Remade), "Open: push b at b2 over h1"),
        new("conflict, remade with new pull requests for commits only", Open, Conflict, By(Anew, Remade), "Open: push b at b2 over h1"),
        new("conflict, remade and another", Open, Conflict, By(Overwrite, Remade with { Change = new("patch2", "b2") }), "NeedsHuman change_differs"),
        new("conflict, remade and empty", Open, Conflict, By(Overwrite, Remade with { Change = new(null, "b2") }), "Open nothing_to_change: close 7, comment 7, delete b"),
        new("conflict, rebase asked", Open with { Asked = Asked.Rebase }, Conflict, Remade, "Open: push b at b2 over h1"),
        new("conflict that GitHub has not looked at again", Open with { Content = new("patch", "b2", 1) }, Conflict, Remade, "Open"),
        new("rebase asked without conflict", Open with { Asked = Asked.Rebase }, Published with { DefaultHead = "b2" }, Want, "Open: push b at b2 over h1"),
        new("rebase asked at the newest base", Open with { Asked = Asked.Rebase }, Published, Want, "Open"),

        // The spec has changed.
        new("another change", Open, Published, Other, "Open: push b at b1 over h1, text"),
        new("another change and a base that moved", Open, Published with { DefaultHead = "b2", Files = TouchedFiles.Unknown }, Other, "Open: compare b1..b2"),
        new("another text alone", Open, Published, Want with { Text = "text2" }, "Open: text"),
        new("another change without permission", Open, Published with { MissingPermissions = ["workflows: write"] }, Other, "NeedsHuman missing_permission"),
        new("the change is done by others", Open, Published, Want with { Change = new(null, "b1") }, "Open nothing_to_change: close 7, comment 7, delete b"),
        new("left the selection", Open, Published, Want with { Selected = false }, "NeedsHuman left_selection"),
        new("left the selection, overwrite", Open, Published, By(Overwrite, Want with { Selected = false }), "Open left_selection: close 7, comment 7, delete b"),
        new("left the selection with a person's commits", Open, Pushed(), By(Anew, Want with { Selected = false }), "Open left_selection: close 7, comment 7"),

        // Title or body edited.
        new("edited", Open, Edited, Want, "NeedsHuman text_edited"),
        new("edited, overwrite", Open, Edited, By(Overwrite), "Open: text"),
        new("edited, kept", Open, Edited, By(Anew), "Open"),
        new("edited and asked for ours", Open with { Asked = Asked.UpdateText }, Edited, Want, "Open: text"),
        new("edited into what is wanted", Open with { Text = "older" }, Published, Want, "Open"),
        new("marker taken out", Open, With(Pull with { Marker = null }), Want, "Open"),
        new("marker of an older change", Open, With(Pull with { Marker = new("c", 1, "patch0") }), Want, "Open: text"),

        // Closed.
        new("closed by a person", Open, ClosedByPerson, Want, "Closed closed_by_person"),
        new("closed by a person, overwrite does not reopen", Open, ClosedByPerson, By(Overwrite), "Closed closed_by_person"),
        new("branch deleted", Open, ClosedByPerson with { Branch = null }, Want, "Closed branch_deleted"),
        new("closed stays", Closed, ClosedByPerson, Want, "Closed closed_by_person"),
        new("closed and asked for again", Closed with { Asked = Asked.Retry }, ClosedByPerson, Want, "Publishing closed_by_person: reopen 7"),
        new("deleted and asked for again", Closed with { Asked = Asked.Retry }, ClosedByPerson with { Branch = null }, Want, "Publishing: publish b at b1"),
        new("asked for again with a person's commits", Closed with { Asked = Asked.Retry }, Pushed(ClosedByPerson), By(Anew), "Publishing on b-2"),
        new("asked for again after it left the selection", Closed with { Asked = Asked.Retry }, ClosedByPerson, Want with { Selected = false }, "Closed left_selection"),

        // Asked for by people.
        new("close", Open with { Asked = Asked.Close }, Published, Want, "Open close_asked: close 7, comment 7, delete b"),
        new("close with a person's commits keeps the branch", Open with { Asked = Asked.Close }, Pushed(), Want, "Open close_asked: close 7, comment 7"),
        new("close, the answer got lost", Open with { Asked = Asked.Close, Why = Why.CloseAsked }, ClosedByPerson, Want, "Closed close_asked: comment 7, delete b"),
        new("close, not said yet", Closed with { Asked = Asked.Close, Why = Why.CloseAsked }, ClosedByPerson, Want, "Closed close_asked: comment 7, delete b"),
        new("close, the branch is left", Closed with { Asked = Asked.Close, Why = Why.CloseAsked, Done = Extras.Labels | Extras.Farewell }, ClosedByPerson, Want, "Closed close_asked: delete b"),
        new("close is done", Closed with { Asked = Asked.Close, Why = Why.CloseAsked, Done = Extras.Labels | Extras.Farewell }, ClosedByPerson with { Branch = null }, Want, "Closed close_asked"),
        new("close with words", Open with { Asked = Asked.Close, Comment = "No more." }, Published, Want, "Open close_asked: close 7, comment 7, delete b"),
        new("close what is begun, the branch goes", Began with { Head = "h1", Asked = Asked.Close }, Untouched with { Branch = new("h1", true) }, Want, "Publishing: delete b"),
        new("close what is begun, the bare branch goes", Began with { Asked = Asked.Close }, Untouched with { Branch = new("b1", false) }, Want, "Publishing: delete b"),
        new("close what is begun, somebody's branch stays", Began with { Asked = Asked.Close }, Pushed(Untouched), Want, "Cancelled close_asked"),
        new("close what failed", new(ChangesetState.Failed) { Asked = Asked.Close }, Untouched, Want, "Cancelled close_asked"),
        new("close while another is to take its place", Replacing with { Asked = Asked.Close }, Untouched with { Replaced = Old }, By(Anew), "Publishing on b-2: close 7, comment 7"),
        new("what is merged cannot be closed", Open with { State = ChangesetState.Merged, Asked = Asked.Close }, With(Pull with { Stage = PullStage.Merged }), Want, "Merged"),
        new("merge", Open with { Asked = Asked.Merge }, Published, Want, "Open: merge h1"),
        new("merge what a person added to", Open with { Asked = Asked.Merge }, Pushed(), Want, "Open: merge p1"),
        new("merge waits for checks", Open with { Asked = Asked.Merge }, With(Pull with { Checks = Checks.Pending }), Want, "Open"),
        new("no merge with failing checks", Open with { Asked = Asked.Merge }, With(Pull with { Checks = Checks.Failing }), Want, "Open"),
        new("no merge without a review that is required", Open with { Asked = Asked.Merge }, With(Pull with { Review = Review.Required }), Want, "Open"),
        new("no merge of conflicts", Open with { Asked = Asked.Merge }, Conflict, Want, "Open"),
        // The campaign is closed.
        new("closed campaign, open stays", Open with { Done = Extras.None }, Edited, Over, "Open"),
        new("closed campaign, drift stays", Open, Pushed(), Over, "Open"),
        new("closed campaign, a person was needed", Open with { State = ChangesetState.NeedsHuman, Why = Why.TextEdited }, Edited, Over, "NeedsHuman text_edited"),
        new("closed campaign, merged", Open, With(Pull with { Stage = PullStage.Merged }), Over, "Merged"),
        new("closed campaign, closed by a person", Open, ClosedByPerson, Over, "Closed closed_by_person"),
        new("closed campaign, retry does nothing", Closed with { Asked = Asked.Retry }, ClosedByPerson, Over, "Closed closed_by_person"),
        new("closed campaign, not yet there", Began, Untouched, Over, "Cancelled campaign_closed"),
        new("closed campaign, close what is left", Open with { Asked = Asked.Close }, Published, Over, "Open close_asked: close 7, comment 7, delete b"),
        new("retry of an open one looks again", Open with { State = ChangesetState.NeedsHuman, Asked = Asked.Retry, Why = Why.TextEdited }, Edited, Want, "NeedsHuman text_edited"),
        .. DriftTable.Cases,
    ];
}
