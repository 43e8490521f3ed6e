using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns.Publishing.Storage;
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
    public async Task A_run_that_is_cancelled_in_the_middle_of_a_batch_leaves_the_rest_of_it_ready()
    {
        await using var world = await PublishWorld.StartAsync(postgres, repositories: 30);
        await world.World.PreviewAsync(PublishWorld.Spec("archived:false"));
        var number = await world.StartAsync();
        var working = world.WorkAsync();
        await Eventually.TrueAsync(async () => await OpenAsync(world) >= 3);

        await world.World.Campaign.JsonAsync("POST", $"/api/campaigns/one/runs/{number}/cancel");
        var then = await OpenAsync(world);
        await working;
        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(await OpenAsync(world) - then, 0, 1);
        Assert.Equal(["open", "ready"], await PublishedAndNotAsync(world));
    }

    [Fact]
    public async Task The_end_of_the_window_stops_the_rest_of_a_batch_until_it_opens_again()
    {
        await using var world = await PublishWorld.StartAsync(postgres, repositories: 30);
        await world.World.PreviewAsync(PublishWorld.Spec("archived:false", publish: """{ waves: ["100%"], window: { hours: "08:00-09:00" } }"""));
        var end = new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);
        world.World.Time.SetUtcNow(end.AddMinutes(-30));
        var number = await world.StartAsync();
        var working = world.WorkAsync();
        await Eventually.TrueAsync(async () => await OpenAsync(world) >= 3);

        world.World.Time.Advance(end - world.World.Time.GetUtcNow());
        var then = await OpenAsync(world);
        await working;
        await world.WorkLaterAsync(TimeSpan.FromMinutes(5));
        Assert.InRange(await OpenAsync(world) - then, 0, 1);
        Assert.Equal(["open", "ready"], await PublishedAndNotAsync(world));

        world.World.Time.SetUtcNow(end.AddHours(23));
        await world.WorkAsync();
        await world.WorkLaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("completed", (await world.World.RunAsync(number)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_Octobatch_decides_by_itself_waits_while_the_run_is_paused_and_what_a_person_asks_for_does_not()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec("org:acme name:c*", more: "drift: overwrite"));
        var all = await world.StatesAsync();
        await world.World.PreviewAsync(PublishWorld.Spec("repo:acme/checkout", more: "drift: overwrite", changeset: ", labels: [notices]"));
        var number = await world.StartAsync();
        Assert.True(await world.World.Campaign.Host.Services.GetRequiredService<PublishRunPreparer>().PrepareAsync(TestContext.Current.CancellationToken));
        await SetAsync(world, "pause", number, on: true);
        await world.AskAsync("close", """{"repositories":["acme/catalog"]}""");
        await world.WorkAsync();
        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["acme/catalog"], await world.World.Campaign.RowsAsync("select repository from changesets where state <> 'open'"));
        Assert.Empty(Assert.Single(await world.PullsAsync("acme/checkout")).GetProperty("labels").EnumerateArray());

        await SetAsync(world, "pause", number, on: false);
        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(
            all.Select(state => state.Split(' ')[0] switch
            {
                "acme/checkout" => "acme/checkout open",
                "acme/catalog" => "acme/catalog closed close_asked",
                var other => $"{other} closed left_selection",
            }), await world.StatesAsync());
        Assert.Single(Assert.Single(await world.PullsAsync("acme/checkout")).GetProperty("labels").EnumerateArray());
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

    /// <summary>The states of what was to be published, and that nothing of those that are ready is left of a try.</summary>
    private static async Task<List<string>> PublishedAndNotAsync(PublishWorld world)
    {
        Assert.Equal(["0"], await world.World.Campaign.RowsAsync("select count(*) from changesets where state = 'ready' and (counted_at is not null or intent_patch is not null)"));
        return await world.World.Campaign.RowsAsync("select distinct state from changesets where approved_patch is not null order by state");
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
