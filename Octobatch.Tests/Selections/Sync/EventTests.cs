using System.Net.Http.Json;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Selections.Sync;

public sealed class EventTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_event_makes_the_inventory_look_at_once()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        var repository = world.Real("acme/checkout");
        world.GitHub.Simulator.Maintainers.Rename("acme/checkout", "till");
        repository.IsArchived = true;

        await world.ReceiveAsync("repository", await PayloadAsync(world, "renamed", "acme/till"));
        var followed = await world.FollowAsync();

        Assert.Equal((1, (string?)null), (followed.Count, followed.Error));
        Assert.True((await world.OneAsync("acme/till")).Archived);
    }

    [Fact]
    public async Task Many_pushes_cost_one_request()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        foreach (var repository in (await world.AllAsync("org:acme")).Take(30))
            await world.ReceiveAsync("push", Payload(1, repository.Id, repository.NodeId, "\"ref\":\"refs/heads/main\","));
        world.GitHub.Simulator.Requests.Clear();

        Assert.Equal(30, (await world.FollowAsync()).Count);

        Assert.Equal(1, world.Counted());
        Assert.Equal(0, (await world.FollowAsync()).Count);
    }

    [Fact]
    public async Task Changed_custom_properties_are_read()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        world.Real("acme/checkout").CustomProperties = new Dictionary<string, string> { ["tier"] = "9" };

        await world.ReceiveAsync("custom_property_values", await PayloadAsync(world, "updated", "acme/checkout"));
        await world.FollowAsync();

        Assert.Equal(["acme/checkout"], (await world.AllAsync("props.tier:9")).Select(r => r.FullName));
    }

    [Fact]
    public async Task Removed_and_added_repositories_of_an_installation_come_and_go()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        var api = await world.OneAsync("globex/api");
        var list = $$"""[{"id":{{api.Id}},"node_id":"{{api.NodeId}}"}]""";

        await world.ReceiveAsync("installation_repositories", $$"""{"action":"removed","installation":{"id":2},"repositories_removed":{{list}}}""");
        await world.FollowAsync();
        Assert.Empty(await world.AllAsync("repo:globex/api"));

        await world.ReceiveAsync("installation_repositories", $$"""{"action":"added","installation":{"id":2},"repositories_added":{{list}}}""");
        await world.FollowAsync();
        Assert.Equal(api.HeadCommit, (await world.OneAsync("globex/api")).HeadCommit);
    }

    [Fact]
    public async Task A_new_installation_is_synced_without_waiting_for_the_next_round()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        world.GitHub.Simulator.Installations.Suspend(2);
        await world.SyncAsync();
        Assert.Empty(await world.AllAsync("org:globex"));
        world.GitHub.Simulator.Installations.Unsuspend(2);

        await world.ReceiveAsync("installation", """{"action":"unsuspend","installation":{"id":2}}""");
        await world.FollowAsync();
        await world.SyncAsync();

        Assert.Equal(5, (await world.AllAsync("org:globex")).Count);
    }

    [Fact]
    public async Task Events_that_lead_nowhere_hold_up_nobody()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        await world.ReceiveAsync("push", "not json");
        await world.ReceiveAsync("push", "[]");
        await world.ReceiveAsync("push", "{}");
        await world.ReceiveAsync("repository", """{"installation":{"id":77},"repository":{"id":1,"node_id":"R_x"}}""");
        await world.ReceiveAsync("repository", """{"installation":{"id":1},"repository":{"id":1,"node_id":"R_x"}}""");
        await world.ReceiveAsync("star", """{"action":"created","installation":{"id":1},"repository":{"id":1,"node_id":"R_x"}}""");

        Assert.Equal(6, (await world.FollowAsync()).Count);
        Assert.Equal(45, (await world.AllAsync()).Count);
    }

    private static async Task<string> PayloadAsync(SyncWorld world, string action, string fullName)
    {
        var id = world.Real(fullName).Id;
        var known = Assert.Single(await world.AllAsync(), r => r.Id == id);
        return Payload(known.InstallationId, id, known.NodeId, $"\"action\":\"{action}\",");
    }

    private static string Payload(long installation, long id, string nodeId, string rest) =>
        $$$"""{{{{rest}}}"installation":{"id":{{{installation}}}},"repository":{"id":{{{id}}},"node_id":"{{{nodeId}}}"}}""";
}
