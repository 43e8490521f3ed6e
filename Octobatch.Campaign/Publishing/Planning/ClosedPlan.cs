using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>Our pull request is closed and not merged: by us, or by somebody, which stands until a person asks for it again.</summary>
internal static class ClosedPlan
{
    /// <param name="pull">Null: GitHub no longer shows it.</param>
    public static Plan Of(Recorded row, Observed seen, Wanted wanted, ObservedPull? pull) => row.Asked switch
    {
        Asked.Close => Close(row, seen, wanted),
        Asked.Retry => Again(row, seen, wanted, pull),
        _ when row.State is ChangesetState.Closed => Planner.Replacing(row with { Asked = Asked.Nothing }, seen),
        _ => Planner.Replacing(
            Planner.Settled(row, ChangesetState.Closed, seen.Branch is null ? Why.BranchDeleted : Why.ClosedByPerson) with { Intent = null }, seen),
    };

    private static Plan Close(Recorded row, Observed seen, Wanted wanted)
    {
        var next = row with { State = ChangesetState.Closed, Why = row.Why ?? Why.CloseAsked };
        var operations = new List<Operation>();
        if (row.Pull is { } number && !row.Done.HasFlag(Extras.Farewell))
            operations.Add(new Comment(number, row.Comment ?? next.Why.Words));
        if (seen.Branch is { } branch && (branch.Head == row.Head || wanted.Drift is DriftPolicy.Overwrite))
            operations.Add(new DeleteBranch(row.Branch ?? wanted.Branch, branch.Head));
        return new(operations.Count > 0 ? next : next with { Asked = Asked.Nothing }, operations);
    }

    private static Plan Again(Recorded row, Observed seen, Wanted wanted, ObservedPull? pull)
    {
        if (!wanted.Selected)
            return Plan.Nothing(Planner.Settled(row, ChangesetState.Closed, Why.LeftSelection));
        if (pull is not null && seen.Branch is { } branch && branch.Head == row.Head)
            return Plan.Of(row with { State = ChangesetState.Publishing }, new Reopen(pull.Number));
        // What is on the branch is somebody's, or the branch is gone: another pull request.
        var anew = row with
        {
            Past = Math.Max(row.Past, row.Pull ?? 0),
            Pull = null,
            PullId = null,
            Url = null,
            Head = null,
            Content = null,
            Intent = null,
            Text = null,
            Done = Extras.None,
        };
        return UnpublishedPlan.Of(anew, seen, wanted);
    }
}
