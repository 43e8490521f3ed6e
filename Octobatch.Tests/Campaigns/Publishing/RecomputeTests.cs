using System.Text;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>The base has moved, and what the steps would do there is another change than the one previewed, or none.</summary>
public sealed class RecomputeTests(PostgresFixture postgres)
{
    private const string Repository = "acme/checkout";
    private const string Query = "repo:acme/checkout";
    private const string Steps = """[{ replace: { files: ["VERSION"], pattern: "v[0-8]", with: "v9" } }]""";
    private const string Auto = """{ waves: ["100%"], recompute: auto }""";

    [Fact]
    public async Task A_change_that_differs_is_published_as_it_is_now_where_the_campaign_says_so()
    {
        await using var world = await VersionAsync("v1 a\n");
        await world.World.PreviewAsync(PublishWorld.Spec(Query, Steps, Auto));
        await CommitAsync(world, "v2 b\n");
        await world.StartAsync();
        await world.WorkAsync();

        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        var pull = await world.PullAsync(Repository);
        Assert.Equal("v9 b\n", await world.TextAsync(Repository, "VERSION"));
        Assert.Equal(0, (await world.GetAsync("/repos/acme/checkout/compare/main...octobatch/one")).GetProperty("behind_by").GetInt32());
        var published = Assert.Single(await world.World.Campaign.RowsAsync("select head_patch from changesets where head_patch = patch_hash and head_patch <> approved_patch"));
        Assert.Contains($"patch={published} ", pull.GetProperty("body").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("manual")]
    public async Task What_has_the_change_already_gets_no_pull_request(string recompute)
    {
        await using var world = await VersionAsync("v1 a\n");
        await world.World.PreviewAsync(PublishWorld.Spec(Query, Steps, $$"""{ waves: ["100%"], recompute: {{recompute}} }"""));
        await CommitAsync(world, "v9 a\n");
        var run = await world.StartAsync();
        await world.WorkAsync();

        Assert.Equal(["acme/checkout no_change nothing_to_change"], await world.StatesAsync());
        Assert.Empty(await world.PullsAsync(Repository));
        Assert.Empty(await world.BranchesAsync(Repository));
        Assert.Equal("completed", (await world.World.RunAsync(run)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_open_pull_request_that_conflicts_and_is_needed_no_more_is_closed_with_the_reason()
    {
        await using var world = await VersionAsync("v1 a\n");
        await world.PublishAsync(PublishWorld.Spec(Query, Steps, Auto, "drift: overwrite"));
        var number = await world.NumberAsync(Repository);
        await CommitAsync(world, "v9 elsewhere\n");
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));

        await ClosedAsync(world, number);
    }

    [Fact]
    public async Task An_open_pull_request_of_which_a_preview_finds_nothing_left_is_closed_with_the_reason()
    {
        await using var world = await VersionAsync("v1 a\n");
        await world.PublishAsync(PublishWorld.Spec(Query, Steps));
        var number = await world.NumberAsync(Repository);
        await CommitAsync(world, "v9 a\n");
        await world.World.PreviewAgainAsync();
        await world.StartAsync();
        await world.WorkAsync();

        await ClosedAsync(world, number);
        await CommitAsync(world, "v3 a\n");
        await world.World.PreviewAgainAsync();
        await world.StartAsync();
        await world.WorkAsync();
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Equal(["closed", "open"], (await world.PullsAsync(Repository)).Select(pull => pull.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_conflict_waits_for_a_person_unless_the_campaign_says_to_follow_the_base()
    {
        await using var world = await VersionAsync("v1 a\n");
        await world.PublishAsync(PublishWorld.Spec(Query, Steps, Auto));
        var number = await world.NumberAsync(Repository);
        await CommitAsync(world, "v2 b\n");
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout needs_human conflicts"], await world.StatesAsync());
        Assert.Equal("v9 a\n", await world.TextAsync(Repository, "VERSION"));

        await world.AskAsync("rebase", """{"state":"needs_human"}""");
        await world.WorkAsync();
        Assert.Equal("v9 b\n", await world.TextAsync(Repository, "VERSION"));
        Assert.Equal(number, (await world.PullAsync(Repository)).GetProperty("number").GetInt32());
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
    }

    [Theory]
    [InlineData("auto", "v9 new\n", "open")]
    [InlineData("manual", "v9 old\n", "needs_human change_differs")]
    public async Task Another_spec_whose_change_differs_by_now_waits_for_a_look_unless_the_campaign_says_otherwise(string recompute, string text, string state)
    {
        await using var world = await VersionAsync("v1 old\n");
        var publish = $$"""{ waves: ["100%"], recompute: {{recompute}} }""";
        await world.PublishAsync(PublishWorld.Spec(Query, Steps, publish));
        var number = await world.NumberAsync(Repository);
        await world.World.PreviewAsync(PublishWorld.Spec(Query, Steps.Replace("}]", """}, { write: { file: NOTICE, content: "Note\n" } }]""", StringComparison.Ordinal), publish));
        await CommitAsync(world, "v2 new\n");
        await world.StartAsync();
        await world.WorkAsync();
        Assert.Equal([$"acme/checkout {state}"], await world.StatesAsync());
        Assert.Equal(text, await world.TextAsync(Repository, "VERSION"));

        // Looked at, and published as it was looked at.
        await world.World.PreviewAgainAsync();
        await world.StartAsync();
        await world.WorkAsync();
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Equal("v9 new\n", await world.TextAsync(Repository, "VERSION"));
        Assert.Equal("Note\n", await world.TextAsync(Repository, "NOTICE"));
        Assert.Equal(number, (await world.PullAsync(Repository)).GetProperty("number").GetInt32());
    }

    private static async Task ClosedAsync(PublishWorld world, int number)
    {
        Assert.Equal(["closed nothing_to_change"], await world.World.Campaign.RowsAsync($"select state || ' ' || reason_code from changesets where repository = '{Repository}'"));
        Assert.Equal("closed", (await world.PullAsync(Repository)).GetProperty("state").GetString());
        Assert.Equal(["The repository has everything that the steps would change."], await world.CommentsAsync(Repository, number));
        Assert.Empty(await world.BranchesAsync(Repository));
    }

    private async Task<PublishWorld> VersionAsync(string text)
    {
        var world = await PublishWorld.StartAsync(postgres);
        await CommitAsync(world, text);
        return world;
    }

    private static Task CommitAsync(PublishWorld world, string text) =>
        world.World.CommitAsync(Repository, ("VERSION", "100644", Encoding.UTF8.GetBytes(text)));
}
