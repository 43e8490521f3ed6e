using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Specs.Model;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>One changeset with its row, its spec and its repository, and everything that may happen to the three.</summary>
internal sealed class ChangesetWorld
{
    public const string Campaign = "checkout-v5";
    public const string Branch = "octobatch/checkout-v5";

    public GitHubModel GitHub { get; } = new();

    public Recorded Row { get; private set; } = new(ChangesetState.Ready);

    public Wanted Wanted { get; private set; }

    public int MostSteps { get; private set; }

    public ChangesetWorld() => Wanted = Previewed(new Wanted(Campaign, Branch, 1) { Extras = Extras.Labels });

    /// <summary>Looks, plans, writes the intent down, and does as many operations as it comes to.</summary>
    /// <param name="most">The process dies after so many.</param>
    /// <param name="lost">The last one is done, but its answer never comes.</param>
    /// <returns>Whether there was anything to do.</returns>
    public bool Step(int most = 99, bool lost = false)
    {
        var plan = Planner.Plan(Row, GitHub.Observe(Row.Branch ?? Wanted.Branch, Row, Wanted.Change), Wanted);
        var something = plan.Operations.Count > 0 || plan.Next != Row;
        Row = plan.Next;
        for (var i = 0; i < plan.Operations.Count && i < most; i++)
        {
            if (!Do(plan.Operations[i], lost && i == most - 1))
                break;
        }

        Assert.Empty(GitHub.Lost());
        return something;
    }

    private bool Do(Operation operation, bool lost)
    {
        switch (operation)
        {
            case Recompute recompute:
                Wanted = WithChange(Wanted, recompute.Base);
                return true;
            case CompareFiles compare:
                GitHub.Compared.Add((compare.Base, compare.Head));
                return true;
            case Push { Over: { } over } when Wanted.Drift is DriftPolicy.Overwrite:
                GitHub.GiveUp(over);
                break;
            case DeleteBranch delete when Wanted.Drift is DriftPolicy.Overwrite:
                GitHub.GiveUp(delete.Head);
                break;
        }

        var marker = new Marker(Campaign, Wanted.SpecVersion, Wanted.Change?.Patch ?? Row.Content?.Patch ?? "none");
        if (GitHub.Do(operation, Wanted.Text!, marker, Wanted.Draft) is not { } outcome)
            return false;
        if (!lost)
            Row = outcome.After(Row, operation, Wanted.Text);
        return true;
    }

    public void Converge()
    {
        for (var steps = 0; Step(); steps++)
        {
            Assert.True(steps < 12, $"Still something to do after {steps} steps: {Row}");
            MostSteps = steps;
        }
    }

    /// <summary>A preview of this spec for the repository as it is, looked at and published.</summary>
    public void PublishRun(int specVersion)
    {
        Wanted = Previewed(Wanted with { SpecVersion = specVersion });
        if (Row.State is ChangesetState.Ready or ChangesetState.Failed or ChangesetState.NoChange or ChangesetState.Cancelled && Row.Pull is null)
            Row = Row with { State = Wanted.Change!.Patch is null ? ChangesetState.NoChange : ChangesetState.Ready, Why = null };
    }

    /// <summary>Another spec has it a draft, and the one before had not, or the other way round.</summary>
    public void Redraft()
    {
        Wanted = Wanted with { Draft = !Wanted.Draft };
        Row = Row with { Done = Row.Done & ~Extras.Draft };
    }

    public void Ask(Asked asked) => Row = Row with { Asked = asked };

    public void Say(Func<Wanted, Wanted> change) => Wanted = change(Wanted);

    private Wanted Previewed(Wanted wanted)
    {
        wanted = WithChange(wanted, GitHub.Main);
        return wanted with { Approved = wanted.Change!.Patch };
    }

    // Every seventh version of the files has the change already.
    private Wanted WithChange(Wanted wanted, string commit)
    {
        var files = GitHub.FilesAt(commit);
        var patch = files % 7 == 0 ? null : $"patch-{wanted.SpecVersion}-{files % 3}";
        return wanted with { Change = new(patch, commit, NeedsSteps: wanted.SpecVersion % 2 == 0), Text = $"text-{wanted.SpecVersion}" };
    }
}
