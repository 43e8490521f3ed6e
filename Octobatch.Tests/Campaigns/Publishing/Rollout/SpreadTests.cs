using Octobatch.GitHubSimulator.Faults;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Rollout;

/// <summary>How a rollout spreads over organisations and over time, as GitHub shows it.</summary>
public sealed class SpreadTests(PostgresFixture postgres)
{
    private static readonly string[] Globex = ["globex/api", "globex/infra", "globex/site", "globex/worker"];

    [Fact]
    public async Task A_slow_organisation_holds_up_nobody()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PreviewAsync(PublishWorld.Spec("""org:acme name:c*" }, { query: "org:globex archived:false"""));
        var run = await world.StartAsync();
        // Longer than any request waits: whatever is asked there gets no answer until the fault is gone.
        var rule = world.World.GitHub.Simulator.Faults.Add(new FaultRule { InstallationId = 2, LatencyMs = TimeSpan.FromHours(1).TotalMilliseconds });
        var working = world.EngineAsync();
        await WhileTimePassesAsync(world, async () => await OpenAsync(world, "acme") == await CountAsync(world, "acme"));

        Assert.False(working.IsCompleted);
        Assert.Equal(0, await OpenAsync(world, "globex"));
        foreach (var state in (await world.StatesAsync()).Where(state => state.StartsWith("acme/", StringComparison.Ordinal)))
            Assert.Equal("open", (await world.PullAsync(state.Split(' ')[0])).GetProperty("state").GetString());

        world.World.GitHub.Simulator.Faults.Remove(rule);
        await WhileTimePassesAsync(world, () => Task.FromResult(working.IsCompleted));
        await working;
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        foreach (var repository in Globex)
            Assert.Equal("open", (await world.PullAsync(repository)).GetProperty("state").GetString());
        Assert.Equal("completed", (await world.World.RunAsync(run)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task No_more_are_open_at_once_than_the_campaign_says_and_each_that_is_merged_makes_room()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.World.PreviewAsync(PublishWorld.Spec("org:acme name:c*", publish: """{ waves: ["100%"], max_open: 2 }"""));
        var all = (await world.StatesAsync()).ConvertAll(state => state.Split(' ')[0]);
        Assert.True(all.Count > 3);
        var run = await world.StartAsync();
        await world.WorkAsync();

        for (var merged = 0; merged < all.Count; merged++)
        {
            var shown = await ShownAsync(world, all);
            Assert.Equal(Math.Min(2, all.Count - merged), shown.Count);
            Assert.Equal(shown, (await world.StatesAsync()).Where(state => state.EndsWith(" open", StringComparison.Ordinal)).Select(state => state.Split(' ')[0]));
            foreach (var waiting in (await world.World.Campaign.JsonAsync("GET", "/api/campaigns/one/changesets?state=ready")).GetProperty("items").EnumerateArray())
                Assert.Equal("2 pull requests are open; the campaign has at most 2 open at once.", waiting.GetProperty("waiting").GetProperty("reason").GetString());

            Assert.Null(people.Merge(shown[0], await world.NumberAsync(shown[0])));
            await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        }

        Assert.All(await world.StatesAsync(), state => Assert.EndsWith(" merged", state, StringComparison.Ordinal));
        Assert.Equal("completed", (await world.World.RunAsync(run)).GetProperty("state").GetString());
        Assert.InRange(await MostAtOnceAsync(world, all), 1, 2);
    }

    /// <summary>Lets the clock go on while nobody waits for an answer but the one whose answer never comes.</summary>
    private static Task WhileTimePassesAsync(PublishWorld world, Func<Task<bool>> until) => Eventually.TrueAsync(async () =>
    {
        if (world.World.Selection.InFlight.Count <= 1)
            world.World.Time.Advance(TimeSpan.FromMilliseconds(200));
        return await until();
    });

    private static async Task<int> OpenAsync(PublishWorld world, string owner) =>
        (await world.World.Campaign.RowsAsync($"select 1 from changesets where owner_key = '{owner}' and state = 'open'")).Count;

    private static async Task<int> CountAsync(PublishWorld world, string owner) =>
        (await world.World.Campaign.RowsAsync($"select 1 from changesets where owner_key = '{owner}' and patch_hash is not null")).Count;

    private static async Task<List<string>> ShownAsync(PublishWorld world, IEnumerable<string> repositories)
    {
        var open = new List<string>();
        foreach (var repository in repositories)
        {
            if ((await world.PullsAsync(repository)).Exists(pull => pull.GetProperty("state").GetString() == "open"))
                open.Add(repository);
        }

        return open;
    }

    /// <summary>How many pull requests were open at the same moment, by GitHub's own times.</summary>
    private static async Task<int> MostAtOnceAsync(PublishWorld world, IEnumerable<string> repositories)
    {
        var times = new List<(DateTimeOffset Opened, DateTimeOffset Closed)>();
        foreach (var repository in repositories)
        {
            var pull = await world.PullAsync(repository);
            times.Add((pull.GetProperty("created_at").GetDateTimeOffset(), pull.GetProperty("closed_at").GetDateTimeOffset()));
        }

        return times.Max(one => times.Count(other => other.Opened <= one.Opened && one.Opened < other.Closed));
    }
}
