using Octobatch.GitHubSimulator.Apps;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Selections.Sync;

/// <summary>From GitHub's webhook through the gateway to the inventory.</summary>
public sealed class WebhookTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_rename_an_archiving_and_a_push_are_known_at_once()
    {
        await using var world = await WebhookWorld.StartAsync(postgres);
        var people = world.Inventory.GitHub.Simulator.Maintainers;
        var before = await world.Inventory.OneAsync("acme/checkout");
        people.Rename("acme/checkout", "till");
        people.Push("acme/till", "main", "NEW.md", "new");
        people.Archive("acme/invoices");
        await world.FollowAsync("repository renamed", "push ", "repository archived");

        var after = await world.Inventory.OneAsync("acme/till");
        Assert.Equal(before.Id, after.Id);
        Assert.NotEqual(before.HeadCommit, after.HeadCommit);
        var resolved = await world.Inventory.Host.ResolveAsync("""{"select":[{"repositories":["acme/checkout","acme/invoices"]}]}""");
        Assert.Equal(["acme/invoices archived", "acme/till selected"], resolved.Targets().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_transferred_repository_keeps_its_row_and_a_deleted_one_is_marked()
    {
        await using var world = await WebhookWorld.StartAsync(postgres);
        var people = world.Inventory.GitHub.Simulator.Maintainers;
        var before = await world.Inventory.OneAsync("acme/go-kit"); // public, so that acme's installation still sees it
        people.Transfer("acme/go-kit", "globex");
        people.Delete("acme/basket");
        await world.FollowAsync("repository transferred", "repository deleted");

        var after = await world.Inventory.OneAsync("globex/go-kit");
        Assert.Equal((before.Id, 2, before.HeadCommit), (after.Id, after.InstallationId, after.HeadCommit));
        var resolved = await world.Inventory.Host.ResolveAsync("""{"select":[{"repositories":["acme/go-kit","acme/basket"]}]}""");
        Assert.Equal(["acme/basket removed", "globex/go-kit selected"], resolved.Targets().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Topics_and_custom_properties_that_change_are_asked_for_by_queries()
    {
        await using var world = await WebhookWorld.StartAsync(postgres);
        var people = world.Inventory.GitHub.Simulator.Maintainers;
        people.SetTopics("acme/stock", "changed");
        people.SetProperty("acme/stock", "tier", "9");
        await world.FollowAsync("repository edited", "custom_property_values updated");

        Assert.Equal(["acme/stock"], (await world.Inventory.AllAsync("topic:changed props.tier:9")).Select(repository => repository.FullName));
    }

    [Fact]
    public async Task A_suspension_and_a_lost_permission_are_reasons_at_once()
    {
        await using var world = await WebhookWorld.StartAsync(postgres);
        var installations = world.Inventory.GitHub.Simulator.Installations;
        installations.Suspend(2);
        installations.Grant(1, Permissions.Of(("contents", Access.Read)));
        await world.FollowAsync("installation suspend", "installation new_permissions_accepted");
        var resolved = await world.Inventory.Host.ResolveAsync("""{"select":[{"repositories":["acme/checkout","globex/api"]}]}""");
        Assert.Equal(["acme/checkout no_permission", "globex/api suspended"], resolved.Targets().Order(StringComparer.Ordinal));

        installations.Unsuspend(2);
        installations.Grant(1, Permissions.OfApp);
        await world.FollowAsync("installation unsuspend", "installation new_permissions_accepted");
        resolved = await world.Inventory.Host.ResolveAsync("""{"select":[{"repositories":["acme/checkout","globex/api"]}]}""");
        Assert.Equal(["acme/checkout selected", "globex/api selected"], resolved.Targets().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_an_owner_selects_and_a_new_installation_come_and_go()
    {
        await using var world = await WebhookWorld.StartAsync(postgres);
        var simulator = world.Inventory.GitHub.Simulator;
        simulator.Installations.Select(2, new HashSet<long> { world.Inventory.Real("globex/api").Id });
        await world.FollowAsync("installation_repositories removed");
        Assert.Equal(["globex/api"], (await world.Inventory.AllAsync("org:globex")).Select(repository => repository.FullName));

        simulator.Installations.Uninstall(2);
        simulator.Installations.Install("globex", Permissions.OfApp);
        await world.FollowAsync("installation deleted", "installation created");
        Assert.Equal(5, (await world.Inventory.AllAsync("org:globex")).Count);
        Assert.All(await world.Inventory.AllAsync("org:globex"), repository => Assert.Equal(3, repository.InstallationId));
    }
}
