using System.Text.Json;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>What becomes of pull requests when the campaign wants something else.</summary>
public sealed class SpecDriftTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Another_spec_changes_the_open_pull_request_and_keeps_its_reviews()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "needs_human");
        var number = await world.NumberAsync(PublishWorld.Checkout);
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Approve(PublishWorld.Checkout, number));
        await world.PublishAsync(PublishWorld.DriftSpec("needs_human", PublishWorld.Later).Replace("Add a notice", "Say it better", StringComparison.Ordinal));

        var pull = await world.PullAsync(PublishWorld.Checkout);
        Assert.Equal((number, "open"), (pull.GetProperty("number").GetInt32(), pull.GetProperty("state").GetString()));
        Assert.Equal("Say it better to checkout", pull.GetProperty("title").GetString());
        Assert.Contains("octobatch campaign=one spec=2 ", pull.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal("Another note\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE"));
        Assert.Single((await world.GetAsync($"/repos/acme/checkout/pulls/{number}/reviews")).EnumerateArray());
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        await world.RestsAsync();
    }

    [Fact]
    public async Task Draft_and_auto_merge_follow_the_spec_and_leave_alone_what_people_decide()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        Assert.Null(people.Protect(PublishWorld.Checkout, "main", new(["ci"], 0)));
        await world.PublishAsync(Spec(draft: true, merge: "manual"));
        Assert.Equal((true, false), await ShownAsync());

        await world.PublishAsync(Spec(draft: false, merge: "auto"));
        Assert.Equal((false, true), await ShownAsync());

        await world.PublishAsync(Spec(draft: false, merge: "manual"));
        Assert.Equal((false, false), await ShownAsync());
        Assert.Null(people.Check(PublishWorld.Checkout, await world.NumberAsync(PublishWorld.Checkout), "success"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync()); // nobody merges it but a person

        await world.PublishAsync(Spec(draft: true, merge: "manual"));
        Assert.Equal((true, false), await ShownAsync());
        await world.ChangeAsync(PublishWorld.Checkout, "markPullRequestReadyForReview");
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal((false, false), await ShownAsync()); // a person has made it ready
        Assert.Equal(
            ["auto_merge.disabled", "auto_merge.enabled", "pull_request.made_draft", "pull_request.marked_ready"],
            await world.World.Campaign.RowsAsync("select distinct action from audit where action ~ 'draft|ready|auto_merge' order by 1"));
        await world.RestsAsync();

        static string Spec(bool draft, string merge) => PublishWorld.Spec(
            "repo:acme/checkout", changeset: $", draft: {(draft ? "true" : "false")}", more: $"merge: {merge}");

        async Task<(bool Draft, bool AutoMerge)> ShownAsync()
        {
            var pull = await world.PullAsync(PublishWorld.Checkout);
            return (pull.GetProperty("draft").GetBoolean(), pull.GetProperty("auto_merge").ValueKind is JsonValueKind.Object);
        }
    }

    [Fact]
    public async Task Auto_merge_of_an_earlier_spec_is_turned_off_also_where_a_person_is_waited_for()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        Assert.Null(people.Protect(PublishWorld.Checkout, "main", new(["ci"], 0)));
        await world.PublishAsync(PublishWorld.Spec($"repo:{PublishWorld.Checkout}", more: "merge: auto"));
        Assert.Null(people.Push(PublishWorld.Checkout, "octobatch/one", "NOTICE", "Mine\n"));
        Assert.Equal(JsonValueKind.Object, (await world.PullAsync(PublishWorld.Checkout)).GetProperty("auto_merge").ValueKind);

        await world.PublishAsync(PublishWorld.Spec($"repo:{PublishWorld.Checkout}"));
        Assert.Equal(["acme/checkout needs_human commits_by_others"], await world.StatesAsync());
        Assert.Equal(JsonValueKind.Null, (await world.PullAsync(PublishWorld.Checkout)).GetProperty("auto_merge").ValueKind);
        await world.RestsAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_merged_gets_another_pull_request_for_another_change_whether_its_branch_is_there_or_not(bool isDeleted)
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "needs_human");
        var people = world.World.GitHub.Simulator.Maintainers;
        Assert.Null(people.Merge(PublishWorld.Checkout, await world.NumberAsync(PublishWorld.Checkout)));
        if (isDeleted)
            Assert.Null(people.DeleteBranch(PublishWorld.Checkout, "octobatch/one"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout merged"], await world.StatesAsync());
        await world.PublishAsync(PublishWorld.DriftSpec("needs_human", PublishWorld.Later));

        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        var pulls = await world.PullsAsync(PublishWorld.Checkout);
        Assert.Equal(["closed", "open"], pulls.Select(pull => pull.GetProperty("state").GetString()));
        Assert.Equal("Another note\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE"));
        Assert.Single((await world.GetAsync($"/repos/{PublishWorld.Checkout}/pulls/{pulls[1].GetProperty("number")}/files")).EnumerateArray());
        await world.RestsAsync();
    }

    [Theory]
    [InlineData("needs_human", "open", "needs_human left_selection")]
    [InlineData("overwrite", "closed", "closed left_selection")]
    [InlineData("new_pull_request", "closed", "closed left_selection")]
    public async Task A_repository_that_leaves_the_selection_is_kept_or_closed(string drift, string shown, string state)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.DriftSpec(drift, query: "repo:acme/checkout repo:acme/catalog"));
        await world.PublishAsync(PublishWorld.DriftSpec(drift, query: "repo:acme/catalog"));

        Assert.Equal(["acme/catalog open", $"acme/checkout {state}"], await world.StatesAsync());
        var pull = await world.PullAsync(PublishWorld.Checkout);
        Assert.Equal(shown, pull.GetProperty("state").GetString());
        Assert.Equal(shown == "open" ? ["octobatch/one"] : [], await world.BranchesAsync(PublishWorld.Checkout));
        Assert.Equal(
            shown == "open" ? [] : ["The campaign no longer selects this repository."],
            await world.CommentsAsync(PublishWorld.Checkout, pull.GetProperty("number").GetInt32()));
        Assert.Equal("open", (await world.PullAsync("acme/catalog")).GetProperty("state").GetString());

        // What was kept goes on when the selection takes it again; what was closed gets another, for no person had closed it.
        await world.PublishAsync(PublishWorld.DriftSpec(drift, query: "repo:acme/checkout repo:acme/catalog"));
        Assert.Equal(shown == "open" ? ["open"] : ["closed", "open"], (await world.PullsAsync(PublishWorld.Checkout)).Select(each => each.GetProperty("state").GetString()));
        Assert.Equal(["acme/catalog open", "acme/checkout open"], await world.StatesAsync());
        Assert.Equal("Note\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE"));
        await world.RestsAsync();
    }
}
