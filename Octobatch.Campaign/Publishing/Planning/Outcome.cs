namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>What a successful operation gave.</summary>
/// <param name="Head">The new commit.</param>
/// <param name="Pull">The new pull request's number.</param>
public sealed record Outcome(string? Head = null, int? Pull = null, string? PullId = null, string? Url = null)
{
    public static readonly Outcome Done = new();

    /// <summary>Something that was left out, for the timeline; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The row after the operation.</summary>
    /// <param name="text">The hash of the text that was written, where the operation writes one.</param>
    public Recorded After(Recorded row, Operation operation, string? text) => operation switch
    {
        Publish => Opened(Committed(row), text),
        Push => Committed(row),
        OpenPull => Opened(row, text),
        UpdateText => row with { Text = text, Asked = row.Asked is Asked.UpdateText ? Asked.Nothing : row.Asked },
        AddLabels => row with { Done = row.Done | Extras.Labels },
        RequestReviews => row with { Done = row.Done | Extras.Reviewers },
        AddAssignees => row with { Done = row.Done | Extras.Assignees },
        EnableAutoMerge => row with { Done = row.Done | Extras.AutoMerge },
        DisableAutoMerge => row with { Done = row.Done & ~Extras.AutoMerge },
        MarkReady or ConvertToDraft => row with { Done = row.Done | Extras.Draft },
        Merge => Planner.Settled(row, ChangesetState.Merged, null),
        ClosePull closed when closed.Number == row.Replaces => row,
        ClosePull => row with { State = ChangesetState.Closed },
        Comment said when said.Number != row.Replaces => row with { Done = row.Done | Extras.Farewell },
        Reopen => row with { State = ChangesetState.Open, Why = null, Asked = Asked.Nothing },
        // Without a pull request the look that follows ends it.
        DeleteBranch => row.Pull is null ? row : row with { Asked = Asked.Nothing },
        LinkReplacement => row with { Replaces = null },
        _ => row,
    };

    private Recorded Committed(Recorded row) => row with
    {
        Head = Head,
        Content = row.Intent,
        Intent = null,
        Done = row.Done & ~Extras.Conflicted,
        Asked = row.Asked is Asked.Rebase or Asked.Retry ? Asked.Nothing : row.Asked,
    };

    private Recorded Opened(Recorded row, string? text) => row with
    {
        State = ChangesetState.Open,
        Why = null,
        Pull = Pull,
        PullId = PullId,
        Url = Url,
        Text = text,
        Done = row.Done | Extras.Draft,
    };
}
