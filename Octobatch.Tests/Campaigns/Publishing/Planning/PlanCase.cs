using System.Text;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>One line of the planner's table: what is recorded, seen and wanted, and what comes of it.</summary>
/// <param name="Expected"><c>state: operation, operation</c>, as <see cref="Show"/> writes it.</param>
internal sealed record PlanCase(string Name, Recorded Row, Observed Seen, Wanted Wanted, string Expected)
{
    // Commits by their roles: b1 is the base that the preview saw, b2 a later one, h1 our commit, p1 a person's.
    public static readonly Recorded Ready = new(ChangesetState.Ready);

    public static readonly Recorded Open = new(ChangesetState.Open)
    {
        Branch = "b",
        Pull = 7,
        PullId = "PR_7",
        Url = "url",
        Head = "h1",
        Content = new("patch", "b1", 1),
        Text = "text",
        Done = Extras.Labels | Extras.Draft,
    };

    public static readonly Recorded Began = new(ChangesetState.Publishing) { Branch = "b", Intent = new("patch", "b1", 1) };

    public static readonly Observed Untouched = new() { DefaultBranch = "main", DefaultHead = "b1", Files = TouchedFiles.Same };

    public static readonly ObservedPull Pull =
        new(7, "PR_7", PullStage.Open, "text", new("c", 1, "patch")) { Url = "url", Mergeable = Mergeable.Yes };

    public static readonly Observed Published = Untouched with { Branch = new("h1", true), Pulls = [Pull] };

    public static readonly Wanted Want = new("c", "b", 1)
    {
        Change = new("patch", "b1"),
        Approved = "patch",
        Text = "text",
        Extras = Extras.Labels,
    };

    public static Observed With(ObservedPull pull) => Published with { Pulls = [pull] };

    public static Observed Pushed(Observed? seen = null) => (seen ?? Published) with { Branch = new("p1", false, "mona") };

    public static Wanted By(DriftPolicy drift, Wanted? wanted = null) => (wanted ?? Want) with { Drift = drift };

    public static string Show(Plan plan)
    {
        var text = new StringBuilder(plan.Next.State.ToString());
        if (plan.Next.Why is { } why)
            text.Append(' ').Append(why.Code);
        if (plan.Next.Branch is { } branch and not "b")
            text.Append(" on ").Append(branch);
        text.Append(": ").AppendJoin(", ", plan.Operations.Select(Show));
        return text.ToString().TrimEnd(' ', ':');
    }

    private static string Show(Operation operation) => operation switch
    {
        CompareFiles compare => $"compare {compare.Base}..{compare.Head}",
        Recompute recompute => $"recompute {recompute.Base}",
        Publish publish => $"publish {publish.Branch} at {publish.Base}",
        Push push => $"push {push.Branch} at {push.Base}{(push.Over is null ? "" : $" over {push.Over}")}",
        OpenPull open => $"open {open.Branch}",
        UpdateText => "text",
        AddLabels => "labels",
        RequestReviews => "reviews",
        AddAssignees => "assignees",
        EnableAutoMerge => "auto-merge",
        DisableAutoMerge => "no auto-merge",
        MarkReady => "ready",
        ConvertToDraft => "draft",
        Merge merge => $"merge {merge.Head}",
        ClosePull close => $"close {close.Number}",
        Comment comment => $"comment {comment.Number}",
        Reopen reopen => $"reopen {reopen.Number}",
        DeleteBranch delete => $"delete {delete.Branch}",
        LinkReplacement link => $"link {link.Number} to {link.By}",
        _ => throw new InvalidOperationException(operation.GetType().Name),
    };

    public override string ToString() => Name;
}
