using System.Globalization;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Watching;

public sealed class WatchCostTests(PostgresFixture postgres)
{
    private const int Minutes = 60;

    [Fact]
    public async Task Without_webhooks_a_pull_request_is_at_most_15_minutes_behind_for_a_fiftieth_of_a_request_and_of_a_point()
    {
        await using var world = await PublishWorld.StartAsync(postgres, repositories: 100);
        var run = await world.PublishAsync(PublishWorld.Spec("archived:false"));
        var open = run.GetProperty("counts").GetProperty("open").GetInt32();
        Assert.InRange(open, 80, 100);
        await world.WorkLaterAsync(TimeSpan.FromMinutes(1)); // checks had time to begin
        var github = world.World.GitHub;
        github.Simulator.Limits.Settings = LimitSettings.Published; // every window begins anew
        github.Simulator.Requests.Clear();

        for (var minute = 0; minute < Minutes; minute++)
        {
            await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
            var seen = DateTimeOffset.Parse(
                (await world.World.Campaign.RowsAsync("select to_char(min(seen_at) at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS\"Z\"') from changesets where state = 'open'"))[0], CultureInfo.InvariantCulture);
            Assert.InRange(world.World.Time.GetUtcNow() - seen, TimeSpan.Zero, TimeSpan.FromMinutes(15));
        }

        var requests = world.World.Selection.Counted();
        Assert.InRange(requests / (open * Minutes / 10.0), 0.01, 0.03);
        var limits = await github.GetAsync("/rate_limit", await github.MintAsync());
        // The windows are an hour long, and the first requests may have left them.
        Assert.InRange(limits.Json.GetProperty("resources").GetProperty("graphql").GetProperty("used").GetInt64(), 1, requests);
    }

    [Fact]
    public async Task The_installation_says_how_far_behind_its_pull_requests_may_be()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout"));
        var bound = (await world.World.Campaign.JsonAsync("GET", "/internal/budgets?ids=1,2"))[0].GetProperty("watching");

        Assert.Equal("""{"pull_requests":1,"resting_seconds":600,"moving_seconds":120,"behind_at_most_seconds":900}""", bound.GetRawText());
        await world.World.Campaign.RowsAsync(
            """
            insert into changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, state, updated_at, due, pull_number, checks)
            select campaign, 1000000 + n, owner_key, name_key || n, repository || n, node_id, 2, 'open', updated_at, due, 1, 'none'
            from changesets, generate_series(1, 40000) n where repository = 'acme/checkout'
            """);
        bound = (await world.World.Campaign.JsonAsync("GET", "/internal/budgets?ids=1,2"))[1].GetProperty("watching");
        Assert.Equal("""{"pull_requests":40000,"resting_seconds":1152,"moving_seconds":1152,"behind_at_most_seconds":1728}""", bound.GetRawText());
    }
}
