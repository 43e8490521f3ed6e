using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>There is no pull request of ours yet.</summary>
internal static class UnpublishedPlan
{
    public static Plan Of(Recorded row, Observed seen, Wanted wanted)
    {
        if (row.Asked is Asked.Close)
            return Close(row, seen, wanted);
        if (row.State is not (ChangesetState.Ready or ChangesetState.Publishing) && row.Asked is not Asked.Retry)
            return Plan.Nothing(row with { Asked = Asked.Nothing });
        if (!wanted.Selected)
            return Plan.Nothing(Planner.Settled(row, ChangesetState.Cancelled, Why.LeftSelection));
        if (seen.DefaultHead is null)
            return Plan.Nothing(Planner.Stopped(row, Why.RepositoryEmpty));
        if (seen.MissingPermissions.Count > 0)
            return Plan.Nothing(Planner.Stopped(row, Why.MissingPermission(seen.MissingPermissions)));
        if (!Freshness.IsFit(row with { State = ChangesetState.Publishing }, seen, wanted, out var content, out var first))
            return first.Operations.Count > 0 ? first : Plan.Nothing(Empty(row));
        if (Freshness.WantsALook(content, wanted))
            return Plan.Nothing(row.Replaces is null ? Planner.Settled(row, ChangesetState.Ready, Why.ChangeDiffers) : Planner.Stopped(row, Why.ChangeDiffers));
        return Publish(row, seen, wanted, content);
    }

    // What an earlier try left goes too: the pull request whose place this was to take, and a branch with nothing of anybody else's on it.
    private static Plan Close(Recorded row, Observed seen, Wanted wanted)
    {
        if (seen.Replaced is { Stage: PullStage.Open } old)
            return Plan.Of(row, new ClosePull(old.Number), new Comment(old.Number, row.Comment ?? Why.CloseAsked.Words));
        return seen.Branch is { } branch && (branch.Head == row.Head || (row.Intent is not null && Adoption.IsBare(row, seen, wanted)))
            ? Plan.Of(row, new DeleteBranch(row.Branch ?? wanted.Branch, branch.Head))
            : Plan.Nothing(Planner.Settled(row, ChangesetState.Cancelled, Why.CloseAsked) with { Intent = null, Replaces = null });
    }

    private static Recorded Empty(Recorded row) =>
        Planner.Settled(row, row.Replaces is null ? ChangesetState.NoChange : ChangesetState.Closed, Why.NothingToChange) with { Replaces = null };

    private static Plan Publish(Recorded row, Observed seen, Wanted wanted, Content content)
    {
        var branch = row.Branch ?? wanted.Branch;
        var bare = Adoption.IsBare(row, seen, wanted);
        if (seen.Branch is { } taken && taken.Head != row.Head && !bare && wanted.Drift is not DriftPolicy.Overwrite)
        {
            var why = Why.BranchTaken(branch, taken.By);
            return wanted.Drift is DriftPolicy.NeedsHuman
                ? Plan.Nothing(Planner.Settled(row, ChangesetState.NeedsHuman, why))
                : Plan.Nothing(OnNextBranch(row, wanted, branch) with
                {
                    State = ChangesetState.Publishing,
                    // Closed as ours is, it may be opened again meanwhile. Somebody else's is none of our business.
                    Replaces = row.Replaces
                        ?? (seen.Pulls is [{ Stage: not PullStage.Merged } newest, ..] && (newest.Number <= row.Past || Adoption.IsMarked(newest, wanted)) ? newest.Number : null),
                });
        }

        // A pull request asked for again begins with nothing done.
        var next = row with { State = ChangesetState.Publishing, Why = null, Branch = branch, Asked = Asked.Nothing };
        var operations = new List<Operation>();
        if (seen.Replaced is { Stage: PullStage.Open } old)
            operations.Add(new ClosePull(old.Number));
        if (seen.Branch is { } there && there.Head == row.Head && row.Content?.Patch == content.Patch)
        {
            operations.Add(new OpenPull(branch)); // the commit was made, the pull request was not
            return new(next, operations);
        }

        next = next with { Intent = content };
        if (seen.Branch is null && wanted.Change is { NeedsSteps: false } && !row.BySteps)
            operations.Add(new Publish(branch, content.Base!));
        else
            operations.AddRange([new Push(branch, content.Base!, seen.Branch?.Head), new OpenPull(branch)]);
        return new(next, operations);
    }

    /// <summary>The row begins anew on the next branch; what is on the present one stays there.</summary>
    public static Recorded OnNextBranch(Recorded row, Wanted wanted, string now) => row with
    {
        Branch = BranchName.After(wanted.Branch, now),
        Pull = null,
        PullId = null,
        Url = null,
        Head = null,
        Content = null,
        Intent = null,
        Text = null,
        Done = Extras.None,
        Why = null,
    };
}
