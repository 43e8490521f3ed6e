using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

public sealed class StopTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("kill switch")]
    [InlineData("pause")]
    public async Task After_the_call_has_answered_no_more_is_written_than_what_was_on_its_way(string how)
    {
        await using var world = await PublishWorld.StartAsync(postgres, repositories: 30);
        await world.World.PreviewAsync(PublishWorld.Spec("archived:false"));
        var number = await world.StartAsync();
        var working = world.WorkAsync();
        await Eventually.TrueAsync(async () => await OpenAsync(world) >= 3);

        await SetAsync(world, how, number, on: true);
        var then = await world.World.Campaign.RowsAsync("select count(*) from audit where action = 'pull_request.published'");
        await working;
        var after = await world.World.Campaign.RowsAsync("select count(*) from audit where action = 'pull_request.published'");
        Assert.InRange(int.Parse(after[0]) - int.Parse(then[0]), 0, 1);
        await world.WorkLaterAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(after, await world.World.Campaign.RowsAsync("select count(*) from audit where action = 'pull_request.published'"));

        await SetAsync(world, how, number, on: false);
        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("completed", (await world.World.RunAsync(number)).GetProperty("state").GetString());
        Assert.All(await world.StatesAsync(), state => Assert.EndsWith(" open", state, StringComparison.Ordinal));
        Assert.Equal(
            await world.World.Campaign.RowsAsync("select count(*) from changesets where state = 'open'"),
            await world.World.Campaign.RowsAsync("select count(*) from audit where action = 'pull_request.published'"));
    }

    [Fact]
    public async Task A_cancelled_run_publishes_nothing_more_and_leaves_the_rest_ready()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PreviewAsync(PublishWorld.Spec("org:acme name:c*"));
        var number = await world.StartAsync();
        await world.World.Campaign.JsonAsync("POST", $"/api/campaigns/one/runs/{number}/cancel");
        await world.WorkAsync();

        Assert.All(await world.StatesAsync(), state => Assert.EndsWith(" ready", state, StringComparison.Ordinal));
        Assert.Equal("cancelled", (await world.World.RunAsync(number)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_kill_switch_says_who_turned_it_and_is_audited()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await SetAsync(world, "kill switch", 0, on: true);
        await SetAsync(world, "kill switch", 0, on: true);

        var state = await world.World.Campaign.JsonAsync("GET", "/api/kill-switch");
        Assert.True(state.GetProperty("on").GetBoolean());
        Assert.Equal("key:test", state.GetProperty("changed_by").GetString());
        Assert.Equal(["key:test kill_switch.turned_on"], await world.World.Campaign.RowsAsync("select actor, action from audit where subject = 'kill_switch'"));
        using var refused = await world.World.Campaign.SendAsync("PUT", "/api/kill-switch", """{"on":false}""", "application/json", role: "operator");
        Assert.Equal(403, (int)refused.StatusCode);
    }

    private static async Task<int> OpenAsync(PublishWorld world) =>
        int.Parse((await world.World.Campaign.RowsAsync("select count(*) from changesets where state = 'open'"))[0]);

    private static async Task SetAsync(PublishWorld world, string how, int number, bool on)
    {
        if (how == "pause")
        {
            await world.World.Campaign.JsonAsync("POST", $"/api/campaigns/one/runs/{number}/{(on ? "pause" : "resume")}");
            return;
        }

        using var answer = await world.World.Campaign.SendAsync(
            "PUT", "/api/kill-switch", $$"""{"on":{{(on ? "true" : "false")}}}""", "application/json", role: "admin");
        Assert.Equal(200, (int)answer.StatusCode);
    }
}
