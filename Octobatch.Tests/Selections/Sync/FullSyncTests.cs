using Octobatch.GitHubSimulator.Faults;
using Octobatch.Selections.Sync;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Selections.Sync;

public sealed class FullSyncTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_first_sync_brings_everything_that_the_App_can_see()
    {
        await using var world = await SyncWorld.StartAsync(postgres);

        await world.SyncAsync();

        var all = await world.AllAsync();
        Assert.Equal(45, all.Count);
        Assert.Equal(["acme", "globex"], all.Select(r => r.Owner).Distinct());
        Assert.All(all, r => Assert.Matches("^[0-9a-f]{40}$", r.HeadCommit));
        var checkout = await world.OneAsync("acme/checkout");
        Assert.Equal(("Go", "private", "main"), (checkout.Language, checkout.Visibility, checkout.DefaultBranch));
        Assert.Equal(["service", "payments"], checkout.Topics);
        Assert.Equal(["1"], checkout.Properties!["tier"]);
        Assert.Equal(["Go"], checkout.Languages!);
        Assert.Equal(world.Real("acme/checkout").PushedAt, checkout.PushedAt);
    }

    [Fact]
    public async Task A_page_and_its_heads_cost_two_requests()
    {
        await using var world = await SyncWorld.StartAsync(postgres, repositories: 120);

        await world.SyncAsync();

        Assert.Equal(120, (await world.AllAsync()).Count);
        Assert.Equal(4, world.Counted());
        var state = Assert.Single((await world.Host.JsonAsync(HttpMethod.Get, "/api/inventory"))["items"]!.AsArray())!;
        Assert.Equal(("idle", 120, 120, 120, 4), ((string?)state["state"], (int)state["repositories"]!, (int)state["seen"]!, (int)state["total"]!, (int)state["requests"]!));
    }

    [Fact]
    public async Task A_sync_that_was_killed_halfway_goes_on_where_it_stopped()
    {
        await using var world = await SyncWorld.StartAsync(postgres, repositories: 120);
        await world.Host.Get<SyncRunner>().RunOneAsync(TestContext.Current.CancellationToken); // the list of installations
        // This worker claims, writes the first page and is never heard of again.
        using var killed = new CancellationTokenSource();
        world.GitHub.Simulator.Faults.Add(new FaultRule { Path = SyncWorld.PageRoute, Skip = 1, Count = 1, LatencyMs = 60_000 });
        var running = world.Host.Get<SyncRunner>().RunOneAsync(killed.Token);
        await Eventually.TrueAsync(async () => (await world.AllAsync()).Count == 100 && world.GitHub.Simulator.Requests.Count("POST", "/graphql") == 1);
        await Eventually.TrueAsync(async () => await NextPageAsync(world) == 2);
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        await world.SyncAsync();
        Assert.Equal(100, (await world.AllAsync()).Count); // its lease is not over
        await world.SyncLaterAsync(SyncStore.Lease);

        Assert.Equal(120, (await world.AllAsync()).Count);
        // Both pages and their heads once: the first was not read again.
        Assert.Equal(4, (int)(await world.Host.JsonAsync(HttpMethod.Get, "/api/inventory"))["items"]![0]!["requests"]!);
    }

    [Fact]
    public async Task A_secondary_limit_in_between_is_waited_for()
    {
        await using var world = await SyncWorld.StartAsync(postgres, repositories: 120);
        world.GitHub.Simulator.Faults.Add(new FaultRule { Path = SyncWorld.PageRoute, Skip = 1, Count = 1, Kind = FaultKind.SecondaryLimit, RetryAfter = 30 });

        await world.SyncAsync();
        await world.SyncLaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(120, (await world.AllAsync()).Count);
    }

    [Fact]
    public async Task What_is_no_longer_covered_is_marked_and_not_lost()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        world.GitHub.Simulator.Installations.Select(2, new HashSet<long> { world.Real("globex/api").Id });

        await world.SyncLaterAsync(TimeSpan.FromHours(25));

        Assert.Equal(["globex/api"], (await world.AllAsync("org:globex")).Select(r => r.FullName));
        var resolved = await world.Host.ResolveAsync("""{"select":[{"repositories":["globex/site"]}]}""");
        Assert.Equal(["globex/site removed"], resolved.Targets());
    }

    [Fact]
    public async Task An_operator_can_have_everything_looked_at_now_and_it_is_audited()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        world.Real("acme/checkout").Topics = ["changed"]; // and GitHub does not even say when

        using var asViewer = await world.Host.CallAsync(HttpMethod.Post, "/api/inventory/sync");
        using var asOperator = await world.Host.CallAsync(HttpMethod.Post, "/api/inventory/sync", role: Octobatch.ServiceDefaults.ServiceAuth.CallerRole.Operator);
        await world.SyncAsync();

        Assert.Equal((403, 202), ((int)asViewer.StatusCode, (int)asOperator.StatusCode));
        Assert.Equal(["changed"], (await world.OneAsync("acme/checkout")).Topics);
        await using var audit = world.Host.Get<Npgsql.NpgsqlDataSource>().CreateCommand("select actor || ' ' || action from audit");
        Assert.Equal("key:1 inventory.sync_requested", await audit.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<int> NextPageAsync(SyncWorld world)
    {
        await using var command = world.Host.Get<Npgsql.NpgsqlDataSource>().CreateCommand("select next_page from syncs where installation_id = 1");
        return (int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
