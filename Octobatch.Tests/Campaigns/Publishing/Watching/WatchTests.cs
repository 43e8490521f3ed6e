using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Publishing.Watching;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.GitHubSimulator.Webhooks;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Watching;

/// <summary>From GitHub's webhook through the gateway to the changeset's row.</summary>
public sealed class WatchTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_happens_to_a_pull_request_is_known_within_ten_seconds()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "repo:acme/checkout");
        var number = await world.PullAsync("acme/checkout");

        await DoAsync(() => world.People.Check("acme/checkout", number, null), "open pending none");
        await DoAsync(() => world.People.Check("acme/checkout", number, "failure"), "open failing none");
        await DoAsync(() => world.People.Check("acme/checkout", number, "success", "another"), "open failing none");
        await DoAsync(() => world.People.Push("acme/checkout", "octobatch/one", "MORE", "more"), "needs_human none none");
        await DoAsync(() => world.People.Close("acme/checkout", number), "closed none none");

        async Task DoAsync(Func<string?> deed, string state)
        {
            Assert.Null(deed());
            await world.FollowAsync();
            var soon = world.Publishing.World.Time.GetUtcNow().AddSeconds(10);
            Assert.Equal(["1"], await world.Publishing.World.Campaign.RowsAsync($"select count(*) from changesets where due <= timestamptz '{soon:O}'"));
            await world.Publishing.WorkLaterAsync(HintFollower.Settling);
            Assert.Equal(state, await world.OneAsync("acme/checkout"));
        }
    }

    [Fact]
    public async Task One_that_somebody_opens_again_is_known_within_a_quarter_of_an_hour_without_any_webhook()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "repo:acme/checkout");
        var number = await world.PullAsync("acme/checkout");
        world.Publishing.World.GitHub.Simulator.Webhooks.Url = null;
        Assert.Null(world.People.Close("acme/checkout", number));
        await world.Publishing.WorkLaterAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(["acme/checkout closed closed_by_person"], await world.Publishing.StatesAsync());

        Assert.Null(world.People.Reopen("acme/checkout", number));
        await world.Publishing.WorkLaterAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(["acme/checkout open"], await world.Publishing.StatesAsync());
    }

    [Fact]
    public async Task A_merge_is_known_although_its_webhooks_come_twice_and_in_the_wrong_order()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "org:acme name:c*");
        world.Publishing.World.GitHub.Simulator.Webhooks.Faults = new WebhookFaults { Doubled = 1, OutOfOrder = 0.5 };
        foreach (var repository in (string[])["acme/checkout", "acme/catalog"])
            Assert.Null(world.People.Merge(repository, await world.PullAsync(repository)));
        // One more, so that nothing is held back behind which it would come.
        world.Publishing.World.GitHub.Simulator.Webhooks.Faults = new();
        Assert.Null(world.People.Push("acme/stock", "main", "NEW", "new"));
        await world.SettleAsync();

        Assert.Equal(["acme/catalog merged", "acme/checkout merged"], (await world.Publishing.StatesAsync())[..2]);
        Assert.Equal(0, await world.FollowAsync());
    }

    [Fact]
    public async Task Many_events_cost_one_look_and_the_next_ones_wait_for_it()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "archived:false", repositories: 40);
        await world.Publishing.WorkLaterAsync(TimeSpan.FromMinutes(1)); // everything has been looked at
        foreach (var state in await world.Publishing.StatesAsync())
        {
            var repository = state.Split(' ')[0];
            Assert.Null(world.People.Check(repository, await world.PullAsync(repository), "success"));
        }

        world.Publishing.World.GitHub.Simulator.Requests.Clear();
        await world.SettleAsync();
        Assert.Equal(1, world.Requests());
        Assert.Equal(
            await world.Publishing.World.Campaign.RowsAsync("select count(*) from changesets where state = 'open'"),
            await world.Publishing.World.Campaign.RowsAsync("select count(*) from changesets where checks = 'passing'"));
    }

    [Fact]
    public async Task A_hint_takes_no_lease_away_and_is_followed_when_the_changeset_is_given_back()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "repo:acme/checkout");
        world.Publishing.World.Time.Advance(TimeSpan.FromMinutes(2));
        var claim = await world.Publishing.ClaimLookAsync();
        var before = await DueAsync(world);

        Assert.Null(world.People.Close("acme/checkout", await world.PullAsync("acme/checkout")));
        Assert.InRange(await world.FollowAsync(), 1, 5);
        Assert.Equal(before, await DueAsync(world));
        world.Publishing.World.Time.Advance(TimeSpan.FromSeconds(10));
        await world.Publishing.WorkAsync();
        Assert.Equal("open", await world.OneAsync("acme/checkout")); // nobody else took it

        var now = world.Publishing.World.Time.GetUtcNow();
        await world.Publishing.GiveBackAsync(claim);
        Assert.Equal([now.ToString("u")], await DueAsync(world));
        await world.Publishing.WorkAsync();
        Assert.StartsWith("closed", await world.OneAsync("acme/checkout"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hint_does_not_hurry_what_waits_for_a_failure_to_pass()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "repo:acme/checkout");
        world.Publishing.World.GitHub.Simulator.Faults.Add(new FaultRule { Path = "/graphql", Kind = FaultKind.Status, Status = 502 });
        await world.Publishing.WorkLaterAsync(TimeSpan.FromMinutes(11));
        var before = await DueAsync(world);
        Assert.Equal(["True"], await world.Publishing.World.Campaign.RowsAsync("select waiting_reason is not null from changesets where state = 'open'"));

        Assert.Null(world.People.Push("acme/checkout", "main", "NEW", "new"));
        await world.FollowAsync();
        Assert.Equal(before, await DueAsync(world));
    }

    [Fact]
    public async Task What_a_look_finds_to_write_waits_for_its_turn_and_holds_up_no_look()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "org:acme name:c*", more: "drift: overwrite");
        using (await world.Publishing.World.Campaign.SendAsync("PUT", "/api/kill-switch", """{"on":true}""", "application/json", role: "admin"))
        {
            Assert.Null(world.People.Push("acme/checkout", "octobatch/one", "NOTICE", "mine"));
            await world.SettleAsync();
        }

        Assert.Equal(["acme/checkout"], await world.Publishing.World.Campaign.RowsAsync("select repository from changesets where to_write"));
        Assert.Null(world.People.Merge("acme/catalog", await world.PullAsync("acme/catalog")));
        await world.SettleAsync();
        Assert.Equal(["acme/catalog merged", "acme/checkout open"], (await world.Publishing.StatesAsync())[..2]);

        using (await world.Publishing.World.Campaign.SendAsync("PUT", "/api/kill-switch", """{"on":false}""", "application/json", role: "admin"))
            await world.Publishing.WorkLaterAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(await world.Publishing.World.Campaign.RowsAsync("select repository from changesets where to_write"));
        var text = await world.Publishing.GetAsync("/repos/acme/checkout/contents/NOTICE?ref=octobatch/one");
        Assert.Equal("Note\n"u8.ToArray(), Convert.FromBase64String(text.GetProperty("content").GetString()!.Replace("\n", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Events_that_lead_nowhere_hold_up_nobody()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "repo:acme/checkout");
        await world.ReceiveAsync("push", "not json");
        await world.ReceiveAsync("push", "[]");
        await world.ReceiveAsync("pull_request", """{"repository":{"id":1},"pull_request":{"number":1}}""");
        await world.ReceiveAsync("star", """{"repository":{"id":1}}""");

        Assert.Equal(4, await world.FollowAsync());
        Assert.Equal(0, await world.FollowAsync());
        Assert.Equal(["0"], await world.Publishing.World.Campaign.RowsAsync("select count(*) from changesets where hinted_at is not null"));
    }

    private static Task<List<string>> DueAsync(WatchWorld world) => world.Publishing.World.Campaign.RowsAsync(
        "select to_char(due at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS\"Z\"') from changesets where pull_number is not null");
}
