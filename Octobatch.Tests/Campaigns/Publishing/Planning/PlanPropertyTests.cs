using CsCheck;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Specs.Model;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>
/// Any sequence of people's deeds, crashes, lost answers and changes of mind, on a model of GitHub that refuses a second open pull request
/// and counts people's commits.
/// </summary>
public sealed class PlanPropertyTests
{
    private static readonly (string Name, Action<ChangesetWorld, int> Do)[] Events =
    [
        ("plan", (world, _) => world.Step()),
        ("plan and die", (world, n) => world.Step(n % 4)),
        ("plan and lose an answer", (world, n) => world.Step(1 + (n % 3), lost: true)),
        ("plan and lose the first answer", (world, _) => world.Step(1, lost: true)),
        ("push", (world, _) => world.GitHub.PushByPerson(Branch(world))),
        ("update branch", (world, _) => world.GitHub.MergeBaseByPerson(Branch(world))),
        ("base advances", (world, _) => world.GitHub.Advance(touching: false)),
        ("base changes", (world, _) => world.GitHub.Advance(touching: true)),
        ("merge", (world, _) => Newest(world, pull => world.GitHub.Merged(pull.Number, world.GitHub.Branches.GetValueOrDefault(pull.Branch, "")))),
        ("close", (world, _) => Newest(world, pull => pull.Stage = pull.Stage is PullStage.Open ? PullStage.Closed : pull.Stage)),
        ("reopen", (world, _) => Newest(world, pull => { if (!world.GitHub.Pulls.Any(other => other.Stage is PullStage.Open)) world.GitHub.Reopened(pull.Number); })),
        ("delete branch", (world, _) => world.GitHub.DeleteByPerson(Branch(world))),
        ("edit text", (world, n) => Newest(world, pull => pull.Text = $"edited-{n}")),
        ("remove marker", (world, _) => Newest(world, pull => pull.Marker = null)),
        ("archive", (world, _) => world.GitHub.Archived = !world.GitHub.Archived),
        ("permission", (world, _) => world.GitHub.LacksPermission = !world.GitHub.LacksPermission),
        ("publish run", (world, n) => world.PublishRun(1 + (n % 3))),
        ("selection", (world, _) => world.Say(wanted => wanted with { Selected = !wanted.Selected })),
        ("drift", (world, n) => world.Say(wanted => wanted with { Drift = (DriftPolicy)(n % 3) })),
        ("recompute", (world, n) => world.Say(wanted => wanted with { Recompute = (RecomputePolicy)(n % 2) })),
        ("close campaign", (world, n) => world.Say(wanted => wanted with { CampaignClosed = n % 3 == 0 })),
        ("auto-merge", (world, n) => world.Say(wanted => wanted with { Extras = (Extras)(n % 2 * 9) })),
        ("draft", (world, _) => world.Redraft()),
        ("a person makes it ready or a draft", (world, _) => Newest(world, pull => pull.Draft = !pull.Draft)),
        ("a person turns auto-merge on or off", (world, _) => Newest(world, pull => pull.AutoMerge = !pull.AutoMerge)),
        ("ask", (world, n) => world.Ask((Asked)(n % 6))),
    ];

    private static readonly Gen<(int Event, int Number)[]> Sequences = Gen.Select(Gen.Int[0, Events.Length - 1], Gen.Int[0, 11]).Array[0, 24];

    [Fact]
    public void From_wherever_it_gets_planning_and_doing_ends_in_nothing_to_do() => Check((_, _) => { });

    [Fact]
    public void What_is_open_at_the_end_carries_what_the_campaign_wants_where_its_policy_lets_it() => Check((world, _) =>
    {
        if (world.Row is not { State: ChangesetState.Open, Pull: { } number } row || world.Wanted.CampaignClosed)
            return;
        var pull = Assert.Single(world.GitHub.Pulls, pull => pull.Stage is PullStage.Open);
        Assert.Equal(number, pull.Number);
        Assert.Equal(row.Branch, pull.Branch);
        Assert.True(world.Wanted.Selected);
        Assert.Equal(world.Wanted.Change!.Patch, row.Content?.Patch);
        Assert.Equal(world.Wanted.Extras, world.Wanted.Extras & (row.Done | (pull.AutoMerge ? Extras.AutoMerge : pull.Draft ? world.Wanted.Extras & Extras.AutoMerge : Extras.None)));
        Assert.True(row.Done.HasFlag(Extras.Draft));
    });

    [Fact]
    public void States_say_what_GitHub_shows() => Check((world, _) =>
    {
        var pull = world.GitHub.Pulls.FirstOrDefault(pull => pull.Number == world.Row.Pull);
        switch (world.Row.State)
        {
            case ChangesetState.Open:
                Assert.Equal(PullStage.Open, pull?.Stage);
                break;
            case ChangesetState.Merged:
                Assert.Equal(PullStage.Merged, pull?.Stage);
                break;
            case ChangesetState.Closed:
                Assert.NotEqual(PullStage.Open, pull?.Stage);
                break;
            default:
                Assert.NotEqual(ChangesetState.Publishing, world.Row.State);
                break;
        }

        Assert.True(world.GitHub.Pulls.Count(other => other.Stage is PullStage.Open) <= 1);
    });

    [Fact]
    public void A_pull_request_closed_by_a_person_stays_closed() => Sequences.Sample(sequence =>
    {
        var world = new ChangesetWorld();
        world.Converge();
        Newest(world, pull => pull.Stage = PullStage.Closed);
        foreach (var (name, number) in sequence)
        {
            if (Events[name].Name is not ("ask" or "reopen" or "push" or "archive"))
                Events[name].Do(world, number);
        }

        world.Converge();
        Assert.DoesNotContain(world.GitHub.Pulls, pull => pull.Stage is PullStage.Open);
    }, iter: 2_000);

    private static void Check(Action<ChangesetWorld, int> atTheEnd) => Sequences.Sample(
        sequence =>
        {
            var world = new ChangesetWorld();
            foreach (var (name, number) in sequence)
                Events[name].Do(world, number);
            world.GitHub.Archived = false; // where nothing can be done, nothing comes to an end
            world.Converge();
            atTheEnd(world, sequence.Length);
        },
        iter: 5_000, print: sequence => string.Join(", ", sequence.Select(item => $"{Events[item.Event].Name}({item.Number})")));

    private static string Branch(ChangesetWorld world) => world.Row.Branch ?? ChangesetWorld.Branch;

    private static void Newest(ChangesetWorld world, Action<GitHubModel.Pull> what)
    {
        if (world.GitHub.Pulls is [.., var newest])
            what(newest);
    }
}
