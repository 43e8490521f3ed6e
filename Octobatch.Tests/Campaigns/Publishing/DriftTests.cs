using System.Text.Json;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>What people do to our branch and pull request, and what each policy makes of it.</summary>
public sealed class DriftTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_persons_commit_waits_for_a_person_and_nothing_is_written()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "needs_human");
        var (number, commit) = await PushedAsync(world);
        world.World.GitHub.Simulator.Requests.Clear();
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["acme/checkout needs_human commits_by_others"], await world.StatesAsync());
        Assert.Equal((number, "open", commit), Shown(await world.PullAsync(PublishWorld.Checkout)));
        Assert.Equal(1, world.Mutations());
        Assert.Contains("needs_human: There are commits by alice on octobatch/one.", await world.TimelineAsync(PublishWorld.Checkout));

        // It is as good as merged all the same.
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Merge(PublishWorld.Checkout, number));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout merged"], await world.StatesAsync());
    }

    [Fact]
    public async Task A_persons_commit_is_written_over_where_the_campaign_says_so_and_the_review_stays()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "overwrite");
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Approve(PublishWorld.Checkout, await world.NumberAsync(PublishWorld.Checkout)));
        var (number, commit) = await PushedAsync(world);
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        var (still, state, head) = Shown(await world.PullAsync(PublishWorld.Checkout));
        Assert.Equal((number, "open"), (still, state));
        Assert.NotEqual(commit, head);
        Assert.Equal("Note\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE"));
        Assert.Single((await world.GetAsync($"/repos/acme/checkout/pulls/{number}/reviews")).EnumerateArray());
        Assert.Equal([head], await world.World.Campaign.RowsAsync("select head_commit from changesets where head_commit is not null"));
    }

    [Fact]
    public async Task A_persons_commit_stays_on_its_branch_while_a_new_pull_request_takes_the_place_of_the_old_one()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "new_pull_request", changeset: ", labels: [notices]");
        var (number, commit) = await PushedAsync(world);
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        var pulls = await world.PullsAsync(PublishWorld.Checkout);
        Assert.Equal(2, pulls.Count);
        Assert.Equal((number, "closed", commit), Shown(pulls[0]));
        var (next, state, _) = Shown(pulls[1]);
        Assert.Equal("open", state);
        Assert.Equal("octobatch/one-2", pulls[1].GetProperty("head").GetProperty("ref").GetString());
        Assert.Equal("notices", Assert.Single(pulls[1].GetProperty("labels").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal([$"This goes on in #{next}, because others have committed to this branch."], await world.CommentsAsync(PublishWorld.Checkout, number));
        Assert.Equal(["octobatch/one", "octobatch/one-2"], await world.BranchesAsync(PublishWorld.Checkout));
        Assert.Equal("Mine\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE"));
        Assert.Equal("Note\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE", "octobatch/one-2"));
        Assert.Equal([$"open {next} octobatch/one-2 "], await world.World.Campaign.RowsAsync(
            "select state || ' ' || pull_number || ' ' || branch || ' ' || coalesce(replaces::text, '') from changesets where pull_number is not null"));

        // And once more: each is replaced by the next.
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Push(PublishWorld.Checkout, "octobatch/one-2", "NOTICE", "Mine again\n"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["closed", "closed", "open"], (await world.PullsAsync(PublishWorld.Checkout)).Select(pull => pull.GetProperty("state").GetString()));
        Assert.Equal(["octobatch/one", "octobatch/one-2", "octobatch/one-3"], await world.BranchesAsync(PublishWorld.Checkout));
    }

    [Fact]
    public async Task A_deleted_branch_is_not_made_again_until_somebody_asks()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "overwrite");
        Assert.Null(world.World.GitHub.Simulator.Maintainers.DeleteBranch(PublishWorld.Checkout, "octobatch/one"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout closed branch_deleted"], await world.StatesAsync());
        Assert.Equal("closed", (await world.PullAsync(PublishWorld.Checkout)).GetProperty("state").GetString());
        Assert.Empty(await world.BranchesAsync(PublishWorld.Checkout));

        await world.AskAsync("retry", """{"repositories":["acme/checkout"]}""");
        await world.WorkAsync();
        Assert.Equal(["closed", "open"], (await world.PullsAsync(PublishWorld.Checkout)).Select(pull => pull.GetProperty("state").GetString()));
        Assert.Equal("Note\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE"));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        await world.RestsAsync();
    }

    [Fact]
    public async Task What_a_person_closed_stays_closed_through_runs_and_specs_until_somebody_asks()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "overwrite");
        var number = await world.NumberAsync(PublishWorld.Checkout);
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Close(PublishWorld.Checkout, number));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        await world.PublishAsync(PublishWorld.DriftSpec("overwrite", PublishWorld.Later));
        await world.WorkLaterAsync(TimeSpan.FromDays(1));
        Assert.Equal("closed", (await world.PullAsync(PublishWorld.Checkout)).GetProperty("state").GetString());
        Assert.Equal(["acme/checkout closed closed_by_person"], await world.StatesAsync());

        await world.AskAsync("retry", """{"repositories":["acme/checkout"]}""");
        await world.WorkAsync();
        Assert.Equal("open", (await world.PullAsync(PublishWorld.Checkout)).GetProperty("state").GetString());
        Assert.Equal(number, await world.NumberAsync(PublishWorld.Checkout));
        await world.World.PreviewAgainAsync();
        await world.StartAsync();
        await world.WorkAsync();
        Assert.Equal("Another note\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE"));
        Assert.Equal(number, (await world.PullAsync(PublishWorld.Checkout)).GetProperty("number").GetInt32());
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
    }

    [Theory]
    [InlineData("needs_human", "Mine", "needs_human text_edited")]
    [InlineData("overwrite", "Add a notice to checkout", "open")]
    [InlineData("new_pull_request", "Mine", "open")]
    public async Task A_text_that_somebody_edited_is_kept_or_written_over(string drift, string title, string state)
    {
        await using var world = await PublishWorld.OpenAsync(postgres, drift);
        await EditAsync(world, new { title = "Mine", body = "My words" });
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        var pull = await world.PullAsync(PublishWorld.Checkout);
        Assert.Equal(title, pull.GetProperty("title").GetString());
        Assert.StartsWith(title == "Mine" ? "My words" : "1 file\n", pull.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal([$"acme/checkout {state}"], await world.StatesAsync());
        await world.RestsAsync();
    }

    [Fact]
    public async Task A_text_that_is_put_back_needs_nobody_any_more()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "needs_human");
        var body = (await world.PullAsync(PublishWorld.Checkout)).GetProperty("body").GetString();
        await EditAsync(world, new { body = "My words" });
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout needs_human text_edited"], await world.StatesAsync());

        await EditAsync(world, new { body });
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
    }

    [Fact]
    public async Task A_repository_that_was_renamed_is_kept_on_course_under_its_new_name()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "overwrite");
        var people = world.World.GitHub.Simulator.Maintainers;
        Assert.Null(people.Rename(PublishWorld.Checkout, "till"));
        Assert.Null(people.Push("acme/till", "octobatch/one", "NOTICE", "Mine\n"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal("Note\n", await world.TextAsync("acme/till", "NOTICE"));
        Assert.Equal("open", (await world.PullAsync("acme/till")).GetProperty("state").GetString());
        Assert.Null(people.Merge("acme/till", (await world.PullAsync("acme/till")).GetProperty("number").GetInt32()));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.EndsWith(" merged", Assert.Single(await world.StatesAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_archived_goes_on_when_it_is_taken_out_again()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "overwrite");
        var people = world.World.GitHub.Simulator.Maintainers;
        await EditAsync(world, new { title = "Mine" });
        Assert.Null(people.Archive(PublishWorld.Checkout));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout needs_human archived"], await world.StatesAsync());
        Assert.Equal("Mine", (await world.PullAsync(PublishWorld.Checkout)).GetProperty("title").GetString());

        Assert.Null(people.Archive(PublishWorld.Checkout, archived: false));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Equal("Add a notice to checkout", (await world.PullAsync(PublishWorld.Checkout)).GetProperty("title").GetString());
    }

    /// <summary>Somebody commits to our branch: the pull request's number, and the commit.</summary>
    private static async Task<(int Number, string Commit)> PushedAsync(PublishWorld world)
    {
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Push(PublishWorld.Checkout, "octobatch/one", "NOTICE", "Mine\n"));
        var (number, _, head) = Shown(await world.PullAsync(PublishWorld.Checkout));
        return (number, head);
    }

    private static async Task EditAsync(PublishWorld world, object text)
    {
        var number = await world.NumberAsync(PublishWorld.Checkout);
        var edited = await world.World.GitHub.SendAsync(HttpMethod.Patch, $"/repos/{PublishWorld.Checkout}/pulls/{number}", await world.World.GitHub.MintAsync(), text);
        Assert.True(edited.Status == 200, edited.Text);
    }

    private static (int Number, string State, string Head) Shown(JsonElement pull) => (
        pull.GetProperty("number").GetInt32(), pull.GetProperty("state").GetString()!, pull.GetProperty("head").GetProperty("sha").GetString()!);
}
