using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Bulk;

public sealed class CampaignCloseTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Open_pull_requests_stay_and_are_only_watched()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.World.PreviewAsync(PublishWorld.Spec("repo:acme/checkout repo:acme/catalog", publish: """{ waves: [1, "100%"] }""", more: "drift: overwrite"));
        var run = await world.StartAsync();
        await world.WorkAsync();
        var open = Assert.Single(await world.StatesAsync(), state => state.EndsWith(" open", StringComparison.Ordinal)).Split(' ')[0];
        var other = open == "acme/checkout" ? "acme/catalog" : "acme/checkout";

        await world.World.Campaign.JsonAsync("POST", "/api/campaigns/one/close", """{"pull_requests":"stay"}""");
        Assert.Equal("cancelled", (await world.World.RunAsync(run)).GetProperty("state").GetString());
        Assert.Contains($"{other} cancelled campaign_closed", await world.StatesAsync());
        Assert.Null(people.Push(open, "octobatch/one", "NOTICE", "Mine\n"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Contains($"{open} open", await world.StatesAsync());
        var changed = await world.GetAsync($"/repos/{open}/contents/NOTICE?ref=octobatch/one");
        Assert.Equal("Mine\n", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(changed.GetProperty("content").GetString()!.ReplaceLineEndings(""))));

        Assert.Null(people.Merge(open, await world.NumberAsync(open)));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Contains($"{open} merged", await world.StatesAsync());
        Assert.Empty(await world.PullsAsync(other));
        Assert.Equal(
            ["campaign.closed key:test", "run.cancelled key:test"],
            await world.World.Campaign.RowsAsync("select action, actor from audit where action in ('campaign.closed', 'run.cancelled') order by action"));
    }

    [Fact]
    public async Task Open_pull_requests_are_closed_when_asked_also_later()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec("org:acme name:c*"));
        var all = (await world.StatesAsync()).Count;

        await world.World.Campaign.JsonAsync("POST", "/api/campaigns/one/close");
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(all, (await world.StatesAsync()).Count(state => state.EndsWith(" open", StringComparison.Ordinal)));
        var closed = await world.World.Campaign.JsonAsync("POST", "/api/campaigns/one/close", """{"pull_requests":"close"}""");
        Assert.Equal("closed", closed.GetProperty("state").GetString());
        await world.WorkAsync();
        Assert.All(await world.StatesAsync(), state => Assert.EndsWith(" closed close_asked", state, StringComparison.Ordinal));
        Assert.Equal(["1"], await world.World.Campaign.RowsAsync("select count(*) from audit where action = 'campaign.closed'"));
    }

    [Fact]
    public async Task What_is_being_published_when_the_campaign_is_closed_is_not_left_open()
    {
        await using var world = await PublishWorld.StartAsync(postgres, repositories: 30);
        await world.World.PreviewAsync(PublishWorld.Spec("archived:false"));
        await world.StartAsync();
        var working = world.WorkAsync();
        await Eventually.TrueAsync(async () => (await OpenAsync(world)).Count >= 3);
        var before = await OpenAsync(world);
        await world.World.Campaign.JsonAsync("POST", "/api/campaigns/one/close");
        var then = await PublishedAsync(world);
        await working;
        await world.WorkLaterAsync(TimeSpan.FromMinutes(2));

        // One may have been on its way: its row says what has become of it.
        Assert.InRange(await PublishedAsync(world) - then, 0, 1);
        var after = await OpenAsync(world);
        Assert.Empty(before.Except(after));
        Assert.Equal(["0"], await world.World.Campaign.RowsAsync("select count(*) from changesets where state in ('ready', 'publishing')"));
        foreach (var repository in await world.World.Campaign.RowsAsync("select repository from changesets"))
            Assert.Equal(after.Contains(repository), (await world.PullsAsync(repository)).Exists(pull => pull.GetProperty("state").GetString() == "open"));
    }

    private static async Task<int> PublishedAsync(PublishWorld world) =>
        (await world.World.Campaign.RowsAsync("select 1 from audit where action = 'pull_request.published'")).Count;

    private static Task<List<string>> OpenAsync(PublishWorld world) => world.World.Campaign.RowsAsync("select repository from changesets where state = 'open'");
}
