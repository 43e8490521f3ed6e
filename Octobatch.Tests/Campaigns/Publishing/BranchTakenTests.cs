using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>Somebody has a branch, or a pull request, under our name.</summary>
public sealed class BranchTakenTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("needs_human", "needs_human branch_taken", null, "Mine\n")]
    [InlineData("overwrite", "open", "octobatch/one", "Note\n")]
    [InlineData("new_pull_request", "open", "octobatch/one-2", "Mine\n")]
    public async Task A_branch_that_somebody_has_under_our_name_is_left_written_over_or_passed_by(string drift, string state, string? branch, string text)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.World.PreviewAsync(PublishWorld.DriftSpec(drift));
        await TakeAsync(world, PublishWorld.Checkout);
        Assert.Null(people.Push(PublishWorld.Checkout, "octobatch/one", "NOTICE", "Mine\n"));
        await world.StartAsync();
        await world.WorkAsync();

        Assert.Equal([$"acme/checkout {state}"], await world.StatesAsync());
        Assert.Equal(text, await world.TextAsync(PublishWorld.Checkout, "NOTICE"));
        Assert.Equal(branch is null ? [] : [branch], (await world.PullsAsync(PublishWorld.Checkout)).Select(pull => pull.GetProperty("head").GetProperty("ref").GetString()));
        if (branch is not null)
            return;

        // The person makes room.
        Assert.Null(people.DeleteBranch(PublishWorld.Checkout, "octobatch/one"));
        await world.AskAsync("retry", """{"state":"needs_human"}""");
        await world.WorkAsync();
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Equal("Note\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE"));
    }

    [Theory]
    [InlineData("needs_human", "needs_human branch_taken", new[] { "octobatch/one open" })]
    [InlineData("new_pull_request", "open", new[] { "octobatch/one open", "octobatch/one-2 open" })]
    [InlineData("overwrite", "open", new[] { "octobatch/one open" })]
    public async Task A_pull_request_that_somebody_has_under_our_name_is_not_taken_for_ours_before_the_branch_is(string drift, string state, string[] pulls)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PreviewAsync(PublishWorld.DriftSpec(drift));
        await TakeAsync(world, PublishWorld.Checkout);
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Push(PublishWorld.Checkout, "octobatch/one", "NOTICE", "Mine\n"));
        var opened = await world.World.GitHub.PostAsync(
            $"/repos/{PublishWorld.Checkout}/pulls", await world.World.GitHub.MintAsync(), new { title = "Mine", head = "octobatch/one", @base = "main" });
        Assert.True(opened.Status == 201, opened.Text);
        await world.StartAsync();
        await world.WorkAsync();
        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([$"acme/checkout {state}"], await world.StatesAsync());
        Assert.Equal(
            pulls,
            (await world.PullsAsync(PublishWorld.Checkout)).Select(pull => $"{pull.GetProperty("head").GetProperty("ref").GetString()} {pull.GetProperty("state").GetString()}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Once_there_is_room_each_has_its_turn_anew_within_the_rollout_by_a_retry_or_another_run(bool retry)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.World.PreviewAsync(PublishWorld.Spec("org:acme name:c*", publish: """{ waves: ["100%"], max_open: 1 }""", more: "drift: needs_human"));
        var targets = await world.World.Campaign.RowsAsync("select repository from changesets where state = 'ready' order by 1");
        Assert.InRange(targets.Count, 2, 10);
        foreach (var target in targets)
        {
            await TakeAsync(world, target);
            Assert.Null(people.Push(target, "octobatch/one", "NOTICE", "Mine\n"));
        }

        await world.StartAsync();
        await world.WorkAsync();
        Assert.Equal(targets.Select(target => $"{target} needs_human branch_taken"), await world.StatesAsync());

        foreach (var target in targets)
            Assert.Null(people.DeleteBranch(target, "octobatch/one"));
        if (retry)
            Assert.Equal(targets.Count, (await world.AskAsync("retry", """{"state":"needs_human"}""")).GetProperty("accepted").GetInt32());
        else
            await world.StartAsync();
        await world.WorkAsync();
        Assert.Equal(["open", .. Enumerable.Repeat("ready", targets.Count - 1)], (await world.StatesAsync()).Select(state => state.Split(' ')[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_its_repository_has_by_now_is_no_change_any_more()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.World.PreviewAsync(PublishWorld.DriftSpec("needs_human"));
        await TakeAsync(world, PublishWorld.Checkout);
        Assert.Null(people.Push(PublishWorld.Checkout, "octobatch/one", "NOTICE", "Mine\n"));
        await world.StartAsync();
        await world.WorkAsync();
        Assert.Null(people.Push(PublishWorld.Checkout, "main", "NOTICE", "Note\n"));
        await world.PublishAsync(PublishWorld.DriftSpec("needs_human"));

        Assert.Equal(["no_change"], await world.World.Campaign.RowsAsync("select state from changesets"));
        Assert.Empty(await world.PullsAsync(PublishWorld.Checkout));
        Assert.Equal("Mine\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE"));
    }

    private static async Task TakeAsync(PublishWorld world, string repository)
    {
        var main = (await world.GetAsync($"/repos/{repository}/git/ref/heads/main")).GetProperty("object").GetProperty("sha").GetString();
        var made = await world.World.GitHub.PostAsync($"/repos/{repository}/git/refs", await world.World.GitHub.MintAsync(), new { @ref = "refs/heads/octobatch/one", sha = main });
        Assert.True(made.Status == 201, made.Text);
    }
}
