using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Bulk;

/// <summary>What people ask of many changesets, and what becomes of it on a simulated GitHub.</summary>
public sealed class BulkTests(PostgresFixture postgres)
{
    private const string All = """{"state":"open"}""";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_close_whose_answer_is_lost_says_what_it_says_once(int requestsBefore)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout"));
        await world.AskAsync("close", """{"repositories":["acme/checkout"],"comment":"Not any more."}""");
        // The look, the close, the comment.
        world.World.GitHub.Simulator.Faults.Add(new FaultRule { Path = "/graphql", Kind = FaultKind.LostAnswer, Skip = requestsBefore, Count = 1 });
        await world.WorkAsync();
        await world.WorkLaterAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(["acme/checkout closed close_asked"], await world.StatesAsync());
        Assert.Empty(await world.BranchesAsync("acme/checkout"));
        var comments = await world.GetAsync($"/repos/acme/checkout/issues/{await world.NumberAsync("acme/checkout")}/comments");
        Assert.Equal("Not any more.", Assert.Single(comments.EnumerateArray()).GetProperty("body").GetString());
    }

    [Fact]
    public async Task A_close_says_the_comment_closes_and_deletes_our_branch()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec("org:acme name:c*"));
        var open = (await world.StatesAsync()).Count;

        var answer = await world.AskAsync("close", """{"repositories":["Acme/Checkout"],"comment":"We do this another way."}""");
        await world.WorkAsync();
        Assert.Equal("""{"accepted":1,"why":null}""", answer.ToString());
        var pull = Assert.Single(await world.PullsAsync("acme/checkout"));
        Assert.Equal("closed", pull.GetProperty("state").GetString());
        var comments = await world.GetAsync($"/repos/acme/checkout/issues/{pull.GetProperty("number")}/comments");
        Assert.Equal("We do this another way.", Assert.Single(comments.EnumerateArray()).GetProperty("body").GetString());
        Assert.Empty(await world.BranchesAsync("acme/checkout"));
        Assert.Contains("acme/checkout closed close_asked", await world.StatesAsync());

        Assert.Equal(open - 1, (await world.AskAsync("close", All)).GetProperty("accepted").GetInt32());
        await world.WorkAsync();
        Assert.All(await world.StatesAsync(), state => Assert.EndsWith(" closed close_asked", state, StringComparison.Ordinal));
        Assert.Equal(
            ["branch.deleted key:test 32", "pull_request.closed key:test 32"],
            await world.World.Campaign.RowsAsync("select distinct action, actor, octet_length(token_sha256) from audit where action in ('branch.deleted', 'pull_request.closed') order by action"));
        Assert.Equal(["0"], await world.World.Campaign.RowsAsync("select count(*) from changesets where asked is not null or asked_by is not null or asked_comment is not null"));
    }

    [Fact]
    public async Task A_merge_does_what_checks_and_reviews_allow_and_says_why_not()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout repo:acme/catalog"));
        var (checkout, catalog) = (await world.NumberAsync("acme/checkout"), await world.NumberAsync("acme/catalog"));
        Assert.Null(people.Check("acme/checkout", checkout, "failure"));
        Assert.Null(people.Check("acme/catalog", catalog, null));

        Assert.Equal(2, (await world.AskAsync("merge", All)).GetProperty("accepted").GetInt32());
        await world.WorkAsync();
        Assert.Equal(["acme/catalog open", "acme/checkout open"], await world.StatesAsync());
        Assert.Contains("note: Not merged: its checks fail", await world.TimelineAsync("acme/checkout"));

        Assert.Null(people.Check("acme/catalog", catalog, "success"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["acme/catalog merged", "acme/checkout open"], await world.StatesAsync());
        Assert.Contains("asked: To be merged.", await world.TimelineAsync("acme/catalog"));
    }

    [Fact]
    public async Task A_rebase_follows_the_base_and_update_text_writes_over_what_somebody_edited()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout"));
        await world.World.CommitAsync("acme/checkout", ("other", "100644", "x"u8.ToArray()));
        var number = await world.NumberAsync("acme/checkout");
        var edited = await world.World.GitHub.SendAsync(HttpMethod.Patch, $"/repos/acme/checkout/pulls/{number}", await world.World.GitHub.MintAsync(), new { title = "Mine" });
        Assert.Equal(200, edited.Status);

        await world.AskAsync("rebase", All);
        await world.WorkAsync();
        var compared = await world.GetAsync("/repos/acme/checkout/compare/main...octobatch/one");
        Assert.Equal(0, compared.GetProperty("behind_by").GetInt32());

        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout needs_human text_edited"], await world.StatesAsync());
        await world.AskAsync("update-text", """{"state":"needs_human"}""");
        await world.WorkAsync();
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Equal("Add a notice to checkout", Assert.Single(await world.PullsAsync("acme/checkout")).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_retry_opens_again_what_was_closed()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout"));
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Close("acme/checkout", await world.NumberAsync("acme/checkout")));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout closed closed_by_person"], await world.StatesAsync());

        await world.AskAsync("retry", """{"repositories":["acme/checkout"]}""");
        await world.WorkAsync();
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Single(await world.PullsAsync("acme/checkout"));
    }

    [Fact]
    public async Task What_failed_is_published_again_by_a_run_of_its_own_within_the_limits_of_a_day()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.World.PreviewAsync(PublishWorld.Spec("org:acme name:c*", publish: """{ waves: ["100%"], max_per_day: 2, pause_on_failure: "100%" }"""));
        var all = (await world.StatesAsync()).Select(state => state.Split(' ')[0]).ToList();
        Assert.True(all.Count > 2);
        foreach (var repository in all)
            Assert.Null(people.Archive(repository));
        await world.StartAsync();
        await world.WorkAsync();
        await world.World.Campaign.JsonAsync("POST", "/api/campaigns/one/runs/2/resume");
        await world.WorkLaterAsync(TimeSpan.FromDays(1));
        await world.World.Campaign.JsonAsync("POST", "/api/campaigns/one/runs/2/cancel");
        var failed = (await world.StatesAsync()).Where(state => state.EndsWith(" failed archived", StringComparison.Ordinal)).ToList();
        Assert.True(failed.Count > 2, string.Join('\n', await world.StatesAsync()));

        foreach (var repository in all)
            people.Archive(repository, archived: false);
        world.World.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(failed.Count, (await world.AskAsync("retry", """{"state":"failed"}""")).GetProperty("accepted").GetInt32());
        await world.WorkAsync();
        Assert.Equal(2, (await world.StatesAsync()).Count(state => state.EndsWith(" open", StringComparison.Ordinal)));
        Assert.Equal(["publish 3 key:test"], await world.World.Campaign.RowsAsync("select kind, number, created_by from runs where state = 'running'"));
    }

    [Fact]
    public async Task What_failed_in_a_run_that_goes_on_is_published_by_that_run()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        string[] both = ["acme/catalog", "acme/checkout"];
        // The second wave is left when the first fails: a run that has nothing left does not pause, it ends.
        await world.World.PreviewAsync(PublishWorld.Spec("repo:acme/checkout repo:acme/catalog", publish: """{ waves: ["50%", "100%"], pause_on_failure: 1 }"""));
        foreach (var repository in both)
            Assert.Null(people.Archive(repository));
        var run = await world.StartAsync();
        await world.WorkAsync();
        var failed = Assert.Single(await world.StatesAsync(), state => state.EndsWith(" failed archived", StringComparison.Ordinal)).Split(' ')[0];
        Assert.Equal("paused", (await world.World.RunAsync(run)).GetProperty("state").GetString());

        foreach (var repository in both)
            Assert.Null(people.Archive(repository, archived: false));
        Assert.Equal(1, (await world.AskAsync("retry", """{"state":"failed"}""")).GetProperty("accepted").GetInt32());
        await world.WorkAsync();
        Assert.Contains($"{failed} ready", await world.StatesAsync());
        await world.World.Campaign.JsonAsync("POST", $"/api/campaigns/one/runs/{run}/resume");
        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10)); // the first wave's checks have passed
        Assert.Equal([.. both.Select(repository => $"{repository} open")], await world.StatesAsync());
        Assert.Equal("completed", (await world.World.RunAsync(run)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_is_asked_while_a_worker_has_the_row_is_not_lost()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout"));
        world.World.Time.Advance(TimeSpan.FromMinutes(10));
        var claim = await world.ClaimLookAsync();

        await world.AskAsync("close", All);
        await world.GiveBackAsync(claim);
        await world.WorkAsync();
        Assert.Equal(["acme/checkout closed close_asked"], await world.StatesAsync());
    }
}
