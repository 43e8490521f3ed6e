using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>Our pull request is open: keep it what the campaign wants, without losing what people did.</summary>
internal static class OpenPlan
{
    public static Plan Of(Recorded row, Observed seen, Wanted wanted, ObservedPull pull)
    {
        var plan = Decide(Conflicted(row, seen, pull), seen, wanted, pull);
        // While a person is waited for, GitHub must not merge it for a spec that is past.
        return plan.Next.State is ChangesetState.NeedsHuman && MergesForAnEarlierSpec(plan.Next, wanted, pull)
            ? plan with { Operations = [.. plan.Operations, new DisableAutoMerge(pull.Number)] }
            : plan;
    }

    private static Plan Decide(Recorded row, Observed seen, Wanted wanted, ObservedPull pull)
    {
        var foreign = Foreign(row, seen);
        var cautious = wanted.Drift is DriftPolicy.NeedsHuman;
        if (row.Asked is Asked.Close)
            return Close(row, seen, wanted, pull, foreign, row.Why is { Code: "left_selection" or "nothing_to_change" } why ? why : Why.CloseAsked);
        if (row.Asked is Asked.Merge && row.Done.HasFlag(Extras.AutoMerge) && !wanted.Extras.HasFlag(Extras.AutoMerge))
            row = row with { Asked = Asked.Nothing, Done = row.Done & ~Extras.AutoMerge }; // an earlier spec had asked for it, and this one leaves it to people
        if (row.Asked is Asked.Merge)
            return Merging.Of(row, seen, pull);
        if (!wanted.Selected)
            return cautious ? Human(row, Why.LeftSelection) : Close(row, seen, wanted, pull, foreign, Why.LeftSelection);
        if (foreign is not null && cautious)
            return Human(row, foreign);
        if (cautious && Texts.IsEdited(row, wanted, pull) && row.Asked is Asked.Nothing or Asked.Retry)
            return Human(row, Why.TextEdited);
        return Moves(row, seen, wanted, pull, foreign)
            ? Move(row, seen, wanted, pull, foreign)
            : Rest(row, seen, wanted, pull);
    }

    // Seen while our commit is on top and kept until the next one, so that who resolves the conflict is known to have.
    private static Recorded Conflicted(Recorded row, Observed seen, ObservedPull pull) => pull.Mergeable switch
    {
        _ when seen.Branch?.Head != row.Head => row,
        Mergeable.Conflicts => row with { Done = row.Done | Extras.Conflicted },
        Mergeable.Yes => row with { Done = row.Done & ~Extras.Conflicted },
        _ => row,
    };

    // Somebody's commits on our branch; the base merged into it is none of those.
    private static Why? Foreign(Recorded row, Observed seen) =>
        seen.Branch is { } branch && branch.Head != row.Head ? Why.CommitsByOthers(row.Branch ?? "our branch", branch.By) : null;

    private static bool Moves(Recorded row, Observed seen, Wanted wanted, ObservedPull pull, Why? foreign)
    {
        if (seen.Branch is null || seen.DefaultHead is null)
            return false;
        var behind = row.Content?.Base != seen.DefaultHead;
        return foreign is not null || !HasChange(row, wanted) || (behind && (row.Asked is Asked.Rebase || pull.Mergeable is Mergeable.Conflicts));
    }

    private static bool HasChange(Recorded row, Wanted wanted) => wanted.Change is null || wanted.Change.Patch == row.Content?.Patch;

    private static Plan Move(Recorded row, Observed seen, Wanted wanted, ObservedPull pull, Why? foreign)
    {
        // Nothing but the base has moved, and nobody has said that it be followed.
        if (foreign is null && HasChange(row, wanted) && row.Asked is Asked.Nothing && wanted.Drift is DriftPolicy.NeedsHuman)
            return Human(row, Why.Conflicts(seen.DefaultBranch));
        if (seen.MissingPermissions.Count > 0)
            return Human(row, Why.MissingPermission(seen.MissingPermissions));
        if (!Freshness.IsFit(row, seen, wanted, out var content, out var first))
        {
            if (first.Operations.Count > 0)
                return first;
            return foreign is null || wanted.Drift is DriftPolicy.Overwrite
                ? Close(row, seen, wanted, pull, foreign, Why.NothingToChange)
                : Human(row, Why.NothingToChange);
        }

        if (Freshness.WantsALook(content, wanted) && row.Asked is not Asked.Rebase)
            return Human(row, Why.ChangeDiffers);
        if (foreign is not null && wanted.Drift is DriftPolicy.NewPullRequest)
            return Plan.Nothing(Replacement(row, wanted));
        var push = new Push(row.Branch ?? wanted.Branch, content.Base!, seen.Branch!.Head);
        return Rest(row with { Intent = content }, seen, wanted, pull, push);
    }

    private static Recorded Replacement(Recorded row, Wanted wanted) =>
        UnpublishedPlan.OnNextBranch(row, wanted, row.Branch ?? wanted.Branch) with
        {
            State = ChangesetState.Publishing,
            Replaces = row.Pull,
            Past = row.Pull ?? row.Past,
            Asked = Asked.Nothing,
        };

    /// <summary>What needs no commit: text, labels, reviewers, auto-merge.</summary>
    private static Plan Rest(Recorded row, Observed seen, Wanted wanted, ObservedPull pull, params List<Operation> operations)
    {
        var moves = operations.Count > 0;
        if (pull.Text == wanted.Text)
            row = row with { Text = pull.Text };
        row = row with { Done = (row.Done | Is(pull, wanted)) & ~(pull.AutoMerge ? Extras.None : Extras.AutoMerge & ~wanted.Extras) };
        var writes = Texts.NeedWriting(row, wanted, pull);
        if (writes)
            operations.Add(new UpdateText(pull.Number));
        operations.AddRange(Missing(row, wanted, pull));
        var next = row with
        {
            State = ChangesetState.Open,
            Why = null,
            Branch = row.Branch ?? wanted.Branch,
            // What was asked for is forgotten when it is done, not before.
            Asked = moves || (writes && row.Asked is Asked.UpdateText) ? row.Asked : Asked.Nothing,
        };
        return Planner.Replacing(next, seen, [.. operations]);
    }

    /// <summary>What the pull request is already as it is wanted: who makes it something else from now on has decided so.</summary>
    private static Extras Is(ObservedPull pull, Wanted wanted) =>
        (pull.AutoMerge ? wanted.Extras & Extras.AutoMerge : Extras.None) | (pull.Draft == wanted.Draft ? Extras.Draft : Extras.None);

    internal static IEnumerable<Operation> Missing(Recorded row, Wanted wanted, ObservedPull pull)
    {
        var missing = wanted.Extras & ~row.Done;
        if (missing.HasFlag(Extras.Labels))
            yield return new AddLabels(pull.Number);
        if (missing.HasFlag(Extras.Reviewers))
            yield return new RequestReviews(pull.Number);
        if (missing.HasFlag(Extras.Assignees))
            yield return new AddAssignees(pull.Number);
        if (!row.Done.HasFlag(Extras.Draft) && pull.Draft != wanted.Draft)
        {
            yield return wanted.Draft ? new ConvertToDraft(pull.Number) : new MarkReady(pull.Number);
            pull = pull with { Draft = wanted.Draft };
        }

        if (missing.HasFlag(Extras.AutoMerge) && !pull.AutoMerge && Merging.MayBeLeftToGitHub(pull))
            yield return new EnableAutoMerge(pull.Number);
        if (MergesForAnEarlierSpec(row, wanted, pull))
            yield return new DisableAutoMerge(pull.Number);
    }

    // What a person turned on is none of ours.
    private static bool MergesForAnEarlierSpec(Recorded row, Wanted wanted, ObservedPull pull) =>
        (row.Done & ~wanted.Extras).HasFlag(Extras.AutoMerge) && pull.AutoMerge;

    // The branch goes too, unless somebody's commits are on it.
    private static Plan Close(Recorded row, Observed seen, Wanted wanted, ObservedPull pull, Why? foreign, Why why)
    {
        // Said after it is closed, so that whoever has to close it again does not say it again.
        Operation[] close = [new ClosePull(pull.Number), new Comment(pull.Number, row.Comment ?? why.Words)];
        return new(
            row with { Asked = Asked.Close, Why = why, Done = row.Done & ~Extras.Farewell },
            seen.Branch is { } branch && (foreign is null || wanted.Drift is DriftPolicy.Overwrite)
                ? [.. close, new DeleteBranch(row.Branch ?? wanted.Branch, branch.Head)]
                : close);
    }

    private static Plan Human(Recorded row, Why why) => Plan.Nothing(Planner.Settled(row, ChangesetState.NeedsHuman, why));
}
