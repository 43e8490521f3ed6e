namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>
/// What to do for a changeset, from what the row says, what GitHub shows and what the campaign wants: a pure function, so that it says the
/// same whenever it is asked. What it plans, done and looked at again, ends in nothing to do.
/// </summary>
public static class Planner
{
    public static Plan Plan(Recorded row, Observed seen, Wanted wanted)
    {
        if (row.State is ChangesetState.Merged or ChangesetState.Cancelled or ChangesetState.Selected or ChangesetState.NoChange)
            return Planning.Plan.Nothing(row with { Asked = Asked.Nothing });
        if (!seen.Found)
            return Planning.Plan.Nothing(Stopped(row, Why.RepositoryGone));

        row = Adoption.Of(row, seen, wanted);
        // The old one was merged after all, before anything took its place.
        if (seen.Replaced is { Stage: PullStage.Merged } old && row.Pull is null)
            return Planning.Plan.Nothing(Settled(row, ChangesetState.Merged, null) with { Pull = old.Number, PullId = old.Id, Url = old.Url, Replaces = null });

        var pull = seen.Pulls.FirstOrDefault(pull => pull.Number == row.Pull);
        if (pull?.Stage is PullStage.Merged)
            return Replacing(Settled(row, ChangesetState.Merged, null) with { Replaces = wanted.CampaignClosed ? null : row.Replaces }, seen);
        if (wanted.CampaignClosed && row.Asked is not Asked.Close)
            return Planning.Plan.Nothing(LeftAlone(row, seen, pull));
        if (seen.Archived)
            return Planning.Plan.Nothing(Stopped(row, Why.Archived));
        return pull switch
        {
            { Stage: PullStage.Open } => OpenPlan.Of(row, seen, wanted, pull),
            { Stage: PullStage.Closed } => ClosedPlan.Of(row, seen, wanted, pull),
            _ when row.Pull is not null => ClosedPlan.Of(row, seen, wanted, null),
            _ => UnpublishedPlan.Of(row, seen, wanted),
        };
    }

    /// <summary>What a pull request that was opened just now still lacks: what <see cref="Plan"/> would say after another look.</summary>
    public static IEnumerable<Operation> AfterOpening(Recorded row, Wanted wanted) =>
        row is not { Pull: { } number }
            ? []
            : [
                .. row.Replaces is { } old ? (Operation[])[new LinkReplacement(old, number)] : [],
                .. OpenPlan.Missing(row, wanted, new ObservedPull(number, row.PullId!, PullStage.Open, row.Text ?? "", null) { Draft = wanted.Draft }),
            ];

    // The campaign is closed: what there is stays as people have it, and the row says what becomes of it.
    private static Recorded LeftAlone(Recorded row, Observed seen, ObservedPull? pull) => pull switch
    {
        { Stage: PullStage.Open } => row with { State = row.State is ChangesetState.NeedsHuman ? row.State : ChangesetState.Open, Asked = Asked.Nothing, Intent = null },
        _ when row.State is ChangesetState.Closed or ChangesetState.Failed => row with { Asked = Asked.Nothing },
        _ when row.Pull is not null => Settled(row, ChangesetState.Closed, seen.Branch is null ? Why.BranchDeleted : Why.ClosedByPerson) with { Intent = null, Replaces = null },
        _ => Settled(row, ChangesetState.Cancelled, Why.CampaignClosed) with { Intent = null, Replaces = null },
    };

    /// <summary>Nobody but a person can get further here.</summary>
    internal static Recorded Stopped(Recorded row, Why why) => row.State is ChangesetState.Closed
        ? row with { Asked = Asked.Nothing }
        : Settled(row, row.Pull is null && row.Replaces is null ? ChangesetState.Failed : ChangesetState.NeedsHuman, why);

    internal static Recorded Settled(Recorded row, ChangesetState state, Why? why) =>
        row with { State = state, Why = why, Asked = Asked.Nothing };

    /// <summary>What is left of a pull request whose place the present one has taken: to say so on it.</summary>
    internal static Plan Replacing(Recorded row, Observed seen, params Operation[] operations)
    {
        if (row is not { Replaces: { } old, Pull: { } now })
            return new(row, operations);
        return seen.Replaced is { Stage: PullStage.Open }
            ? new(row, [new ClosePull(old), new LinkReplacement(old, now), .. operations])
            : new(row, [new LinkReplacement(old, now), .. operations]);
    }
}
