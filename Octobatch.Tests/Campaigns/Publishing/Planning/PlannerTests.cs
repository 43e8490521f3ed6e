using Octobatch.Campaigns.Publishing.Planning;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

public sealed class PlannerTests
{
    public static TheoryData<string> Names => [.. PlanTable.Cases.Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Plans(string name)
    {
        var item = PlanTable.Cases.Single(item => item.Name == name);
        Assert.Equal(item.Expected, PlanCase.Show(Planner.Plan(item.Row, item.Seen, item.Wanted)));
    }

    [Fact]
    public void What_is_about_to_be_written_is_written_down_first()
    {
        var plan = Planner.Plan(PlanCase.Ready, PlanCase.Untouched, PlanCase.Want);

        Assert.Equal(new Content("patch", "b1", 1), plan.Next.Intent);
        Assert.Equal("b", plan.Next.Branch);
    }

    [Fact]
    public void A_request_stays_until_it_is_done()
    {
        var row = PlanCase.Open with { Asked = Asked.Rebase };
        var plan = Planner.Plan(row, PlanCase.Published with { DefaultHead = "b2" }, PlanCase.Want);

        Assert.Equal(Asked.Rebase, plan.Next.Asked);
        var after = new Outcome("h2").After(plan.Next, plan.Operations[0], null);
        Assert.Equal((Asked.Nothing, "h2", "b2", null), (after.Asked, after.Head, after.Content?.Base, after.Intent));
    }

    [Theory]
    [InlineData(Checks.Failing, Review.None, "Not merged: its checks fail")]
    [InlineData(Checks.Passing, Review.ChangesRequested, "Not merged: a reviewer asked for changes")]
    public void A_merge_that_is_not_done_says_why(Checks checks, Review review, string note)
    {
        var seen = PlanCase.With(PlanCase.Pull with { Checks = checks, Review = review });
        var plan = Planner.Plan(PlanCase.Open with { Asked = Asked.Merge }, seen, PlanCase.Want);

        Assert.Equal((note, Asked.Nothing), (plan.Note, plan.Next.Asked));
    }

    [Theory]
    [InlineData("No more of these.", "No more of these.")]
    [InlineData(null, "Closed, as it was asked for.")]
    public void A_close_says_what_the_person_said(string? comment, string said)
    {
        var plan = Planner.Plan(PlanCase.Open with { Asked = Asked.Close, Comment = comment }, PlanCase.Published, PlanCase.Want);

        Assert.Equal(said, Assert.IsType<Comment>(plan.Operations[1]).Text);
    }

    [Fact]
    public void A_new_pull_request_is_linked_on_the_old_one_before_that_is_forgotten()
    {
        var row = PlanCase.Open with { Branch = "b-2", Pull = 8, Replaces = 7 };

        Assert.Equal(7, new Outcome().After(row, new ClosePull(7), null).Replaces);
        Assert.Equal(ChangesetState.Open, new Outcome().After(row, new ClosePull(7), null).State);
        Assert.Null(new Outcome().After(row, new LinkReplacement(7, 8), null).Replaces);
    }
}
