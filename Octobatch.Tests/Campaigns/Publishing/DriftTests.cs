using System.Text.Json;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>What people do to our branch and pull request, and what each policy makes of it.</summary>
public sealed class DriftTests(PostgresFixture postgres)
{
    private const string Repository = "acme/checkout";
    private const string Query = "repo:acme/checkout";
    private const string Later = """[{ write: { file: NOTICE, content: "Another note\n" } }]""";

    [Fact]
    public async Task A_persons_commit_waits_for_a_person_and_nothing_is_written()
    {
        await using var world = await OpenAsync("needs_human");
        var (number, commit) = await PushedAsync(world);
        world.World.GitHub.Simulator.Requests.Clear();
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["acme/checkout needs_human commits_by_others"], await world.StatesAsync());
        Assert.Equal((number, "open", commit), Shown(await world.PullAsync(Repository)));
        Assert.Equal(1, world.Mutations());
        Assert.Contains("needs_human: There are commits by alice on octobatch/one.", await world.TimelineAsync(Repository));

        // It is as good as merged all the same.
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Merge(Repository, number));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout merged"], await world.StatesAsync());
    }

    [Fact]
    public async Task A_persons_commit_is_written_over_where_the_campaign_says_so_and_the_review_stays()
    {
        await using var world = await OpenAsync("overwrite");
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Approve(Repository, await world.NumberAsync(Repository)));
        var (number, commit) = await PushedAsync(world);
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        var (still, state, head) = Shown(await world.PullAsync(Repository));
        Assert.Equal((number, "open"), (still, state));
        Assert.NotEqual(commit, head);
        Assert.Equal("Note\n", await world.TextAsync(Repository, "NOTICE"));
        Assert.Single((await world.GetAsync($"/repos/acme/checkout/pulls/{number}/reviews")).EnumerateArray());
        Assert.Equal([head], await world.World.Campaign.RowsAsync("select head_commit from changesets where head_commit is not null"));
    }

    [Fact]
    public async Task A_persons_commit_stays_on_its_branch_while_a_new_pull_request_takes_the_place_of_the_old_one()
    {
        await using var world = await OpenAsync("new_pull_request", changeset: ", labels: [notices]");
        var (number, commit) = await PushedAsync(world);
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        var pulls = await world.PullsAsync(Repository);
        Assert.Equal(2, pulls.Count);
        Assert.Equal((number, "closed", commit), Shown(pulls[0]));
        var (next, state, _) = Shown(pulls[1]);
        Assert.Equal("open", state);
        Assert.Equal("octobatch/one-2", pulls[1].GetProperty("head").GetProperty("ref").GetString());
        Assert.Equal("notices", Assert.Single(pulls[1].GetProperty("labels").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal([$"This goes on in #{next}, because others have committed to this branch."], await world.CommentsAsync(Repository, number));
        Assert.Equal(["octobatch/one", "octobatch/one-2"], await world.BranchesAsync(Repository));
        Assert.Equal("Mine\n", await world.TextAsync(Repository, "NOTICE"));
        Assert.Equal("Note\n", await world.TextAsync(Repository, "NOTICE", "octobatch/one-2"));
        Assert.Equal([$"open {next} octobatch/one-2 "], await world.World.Campaign.RowsAsync(
            "select state || ' ' || pull_number || ' ' || branch || ' ' || coalesce(replaces::text, '') from changesets where pull_number is not null"));

        // And once more: each is replaced by the next.
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Push(Repository, "octobatch/one-2", "NOTICE", "Mine again\n"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["closed", "closed", "open"], (await world.PullsAsync(Repository)).Select(pull => pull.GetProperty("state").GetString()));
        Assert.Equal(["octobatch/one", "octobatch/one-2", "octobatch/one-3"], await world.BranchesAsync(Repository));
    }

    [Fact]
    public async Task Another_spec_changes_the_open_pull_request_and_keeps_its_reviews()
    {
        await using var world = await OpenAsync("needs_human");
        var number = await world.NumberAsync(Repository);
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Approve(Repository, number));
        await world.PublishAsync(Spec("needs_human", Later).Replace("Add a notice", "Say it better", StringComparison.Ordinal));

        var pull = await world.PullAsync(Repository);
        Assert.Equal((number, "open"), (pull.GetProperty("number").GetInt32(), pull.GetProperty("state").GetString()));
        Assert.Equal("Say it better to checkout", pull.GetProperty("title").GetString());
        Assert.Contains("octobatch campaign=one spec=2 ", pull.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal("Another note\n", await world.TextAsync(Repository, "NOTICE"));
        Assert.Single((await world.GetAsync($"/repos/acme/checkout/pulls/{number}/reviews")).EnumerateArray());
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        await RestsAsync(world);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_merged_gets_another_pull_request_for_another_change_whether_its_branch_is_there_or_not(bool isDeleted)
    {
        await using var world = await OpenAsync("needs_human");
        var people = world.World.GitHub.Simulator.Maintainers;
        Assert.Null(people.Merge(Repository, await world.NumberAsync(Repository)));
        if (isDeleted)
            Assert.Null(people.DeleteBranch(Repository, "octobatch/one"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout merged"], await world.StatesAsync());
        await world.PublishAsync(Spec("needs_human", Later));

        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        var pulls = await world.PullsAsync(Repository);
        Assert.Equal(["closed", "open"], pulls.Select(pull => pull.GetProperty("state").GetString()));
        Assert.Equal("Another note\n", await world.TextAsync(Repository, "NOTICE"));
        Assert.Single((await world.GetAsync($"/repos/{Repository}/pulls/{pulls[1].GetProperty("number")}/files")).EnumerateArray());
        await RestsAsync(world);
    }

    [Theory]
    [InlineData("needs_human", "open", "needs_human left_selection")]
    [InlineData("overwrite", "closed", "closed left_selection")]
    [InlineData("new_pull_request", "closed", "closed left_selection")]
    public async Task A_repository_that_leaves_the_selection_is_kept_or_closed(string drift, string shown, string state)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(Spec(drift, query: "repo:acme/checkout repo:acme/catalog"));
        await world.PublishAsync(Spec(drift, query: "repo:acme/catalog"));

        Assert.Equal(["acme/catalog open", $"acme/checkout {state}"], await world.StatesAsync());
        var pull = await world.PullAsync(Repository);
        Assert.Equal(shown, pull.GetProperty("state").GetString());
        Assert.Equal(shown == "open" ? ["octobatch/one"] : [], await world.BranchesAsync(Repository));
        Assert.Equal(
            shown == "open" ? [] : ["The campaign no longer selects this repository."],
            await world.CommentsAsync(Repository, pull.GetProperty("number").GetInt32()));
        Assert.Equal("open", (await world.PullAsync("acme/catalog")).GetProperty("state").GetString());

        // What was kept goes on when the selection takes it again; what was closed gets another, for no person had closed it.
        await world.PublishAsync(Spec(drift, query: "repo:acme/checkout repo:acme/catalog"));
        Assert.Equal(shown == "open" ? ["open"] : ["closed", "open"], (await world.PullsAsync(Repository)).Select(each => each.GetProperty("state").GetString()));
        Assert.Equal(["acme/catalog open", "acme/checkout open"], await world.StatesAsync());
        Assert.Equal("Note\n", await world.TextAsync(Repository, "NOTICE"));
        await RestsAsync(world);
    }

    [Fact]
    public async Task A_deleted_branch_is_not_made_again_until_somebody_asks()
    {
        await using var world = await OpenAsync("overwrite");
        Assert.Null(world.World.GitHub.Simulator.Maintainers.DeleteBranch(Repository, "octobatch/one"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout closed branch_deleted"], await world.StatesAsync());
        Assert.Equal("closed", (await world.PullAsync(Repository)).GetProperty("state").GetString());
        Assert.Empty(await world.BranchesAsync(Repository));

        await world.AskAsync("retry", """{"repositories":["acme/checkout"]}""");
        await world.WorkAsync();
        Assert.Equal(["closed", "open"], (await world.PullsAsync(Repository)).Select(pull => pull.GetProperty("state").GetString()));
        Assert.Equal("Note\n", await world.TextAsync(Repository, "NOTICE"));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        await RestsAsync(world);
    }

    [Fact]
    public async Task What_a_person_closed_stays_closed_through_runs_and_specs_until_somebody_asks()
    {
        await using var world = await OpenAsync("overwrite");
        var number = await world.NumberAsync(Repository);
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Close(Repository, number));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        await world.PublishAsync(Spec("overwrite", Later));
        await world.WorkLaterAsync(TimeSpan.FromDays(1));
        Assert.Equal("closed", (await world.PullAsync(Repository)).GetProperty("state").GetString());
        Assert.Equal(["acme/checkout closed closed_by_person"], await world.StatesAsync());

        await world.AskAsync("retry", """{"repositories":["acme/checkout"]}""");
        await world.WorkAsync();
        Assert.Equal("open", (await world.PullAsync(Repository)).GetProperty("state").GetString());
        Assert.Equal(number, await world.NumberAsync(Repository));
        await world.World.PreviewAgainAsync();
        await world.StartAsync();
        await world.WorkAsync();
        Assert.Equal("Another note\n", await world.TextAsync(Repository, "NOTICE"));
        Assert.Equal(number, (await world.PullAsync(Repository)).GetProperty("number").GetInt32());
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
    }

    [Theory]
    [InlineData("needs_human", "Mine", "needs_human text_edited")]
    [InlineData("overwrite", "Add a notice to checkout", "open")]
    [InlineData("new_pull_request", "Mine", "open")]
    public async Task A_text_that_somebody_edited_is_kept_or_written_over(string drift, string title, string state)
    {
        await using var world = await OpenAsync(drift);
        await EditAsync(world, new { title = "Mine", body = "My words" });
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        var pull = await world.PullAsync(Repository);
        Assert.Equal(title, pull.GetProperty("title").GetString());
        Assert.StartsWith(title == "Mine" ? "My words" : "1 file\n", pull.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal([$"acme/checkout {state}"], await world.StatesAsync());
        await RestsAsync(world);
    }

    [Fact]
    public async Task A_text_that_is_put_back_needs_nobody_any_more()
    {
        await using var world = await OpenAsync("needs_human");
        var body = (await world.PullAsync(Repository)).GetProperty("body").GetString();
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
        await using var world = await OpenAsync("overwrite");
        var people = world.World.GitHub.Simulator.Maintainers;
        Assert.Null(people.Rename(Repository, "till"));
        Assert.Null(people.Push("acme/till", "octobatch/one", "NOTICE", "Mine\n"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal("Note\n", await world.TextAsync("acme/till", "NOTICE"));
        Assert.Equal("open", (await world.PullAsync("acme/till")).GetProperty("state").GetString());
        Assert.Null(people.Merge("acme/till", (await world.PullAsync("acme/till")).GetProperty("number").GetInt32()));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.EndsWith(" merged", Assert.Single(await world.StatesAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("needs_human", "needs_human branch_taken", null, "Mine\n")]
    [InlineData("overwrite", "open", "octobatch/one", "Note\n")]
    [InlineData("new_pull_request", "open", "octobatch/one-2", "Mine\n")]
    public async Task A_branch_that_somebody_has_under_our_name_is_left_written_over_or_passed_by(string drift, string state, string? branch, string text)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.World.PreviewAsync(Spec(drift));
        await TakeAsync(world);
        Assert.Null(people.Push(Repository, "octobatch/one", "NOTICE", "Mine\n"));
        await world.StartAsync();
        await world.WorkAsync();

        Assert.Equal([$"acme/checkout {state}"], await world.StatesAsync());
        Assert.Equal(text, await world.TextAsync(Repository, "NOTICE"));
        Assert.Equal(branch is null ? [] : [branch], (await world.PullsAsync(Repository)).Select(pull => pull.GetProperty("head").GetProperty("ref").GetString()));
        if (branch is not null)
            return;

        // The person makes room.
        Assert.Null(people.DeleteBranch(Repository, "octobatch/one"));
        await world.AskAsync("retry", """{"state":"needs_human"}""");
        await world.WorkAsync();
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Equal("Note\n", await world.TextAsync(Repository, "NOTICE"));
    }

    [Theory]
    [InlineData("needs_human", "needs_human branch_taken", new[] { "octobatch/one open" })]
    [InlineData("new_pull_request", "open", new[] { "octobatch/one open", "octobatch/one-2 open" })]
    [InlineData("overwrite", "open", new[] { "octobatch/one open" })]
    public async Task A_pull_request_that_somebody_has_under_our_name_is_not_taken_for_ours_before_the_branch_is(string drift, string state, string[] pulls)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PreviewAsync(Spec(drift));
        await TakeAsync(world);
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Push(Repository, "octobatch/one", "NOTICE", "Mine\n"));
        var opened = await world.World.GitHub.PostAsync(
            $"/repos/{Repository}/pulls", await world.World.GitHub.MintAsync(), new { title = "Mine", head = "octobatch/one", @base = "main" });
        Assert.True(opened.Status == 201, opened.Text);
        await world.StartAsync();
        await world.WorkAsync();
        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([$"acme/checkout {state}"], await world.StatesAsync());
        Assert.Equal(
            pulls,
            (await world.PullsAsync(Repository)).Select(pull => $"{pull.GetProperty("head").GetProperty("ref").GetString()} {pull.GetProperty("state").GetString()}"));
    }

    [Fact]
    public async Task What_was_archived_goes_on_when_it_is_taken_out_again()
    {
        await using var world = await OpenAsync("overwrite");
        var people = world.World.GitHub.Simulator.Maintainers;
        await EditAsync(world, new { title = "Mine" });
        Assert.Null(people.Archive(Repository));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout needs_human archived"], await world.StatesAsync());
        Assert.Equal("Mine", (await world.PullAsync(Repository)).GetProperty("title").GetString());

        Assert.Null(people.Archive(Repository, archived: false));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Equal("Add a notice to checkout", (await world.PullAsync(Repository)).GetProperty("title").GetString());
    }

    private async Task<PublishWorld> OpenAsync(string drift, string changeset = "")
    {
        var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec(Query, more: $"drift: {drift}", changeset: changeset));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        return world;
    }

    private static string Spec(string drift, string steps = PublishWorld.AddNotice, string query = Query) =>
        PublishWorld.Spec(query, steps, more: $"drift: {drift}");

    /// <summary>Somebody commits to our branch: the pull request's number, and the commit.</summary>
    private static async Task<(int Number, string Commit)> PushedAsync(PublishWorld world)
    {
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Push(Repository, "octobatch/one", "NOTICE", "Mine\n"));
        var (number, _, head) = Shown(await world.PullAsync(Repository));
        return (number, head);
    }

    private static async Task TakeAsync(PublishWorld world)
    {
        var main = (await world.GetAsync($"/repos/{Repository}/git/ref/heads/main")).GetProperty("object").GetProperty("sha").GetString();
        var made = await world.World.GitHub.PostAsync($"/repos/{Repository}/git/refs", await world.World.GitHub.MintAsync(), new { @ref = "refs/heads/octobatch/one", sha = main });
        Assert.True(made.Status == 201, made.Text);
    }

    private static async Task EditAsync(PublishWorld world, object text)
    {
        var number = await world.NumberAsync(Repository);
        var edited = await world.World.GitHub.SendAsync(HttpMethod.Patch, $"/repos/{Repository}/pulls/{number}", await world.World.GitHub.MintAsync(), text);
        Assert.True(edited.Status == 200, edited.Text);
    }

    /// <summary>The next look finds nothing to do.</summary>
    private static async Task RestsAsync(PublishWorld world)
    {
        var before = await world.World.Campaign.RowsAsync("select count(*) from audit where token_sha256 is not null");
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(before, await world.World.Campaign.RowsAsync("select count(*) from audit where token_sha256 is not null"));
    }

    private static (int Number, string State, string Head) Shown(JsonElement pull) => (
        pull.GetProperty("number").GetInt32(), pull.GetProperty("state").GetString()!, pull.GetProperty("head").GetProperty("sha").GetString()!);
}
