using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Selections.Sync;

public sealed class LightSyncTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(11);

    [Fact]
    public async Task Nothing_changed_costs_two_requests_for_an_installation()
    {
        await using var world = await SyncWorld.StartAsync(postgres, repositories: 120);
        await world.SyncAsync();
        world.GitHub.Simulator.Requests.Clear();

        await world.SyncLaterAsync(Soon);

        Assert.Equal(2, world.Counted());
    }

    [Fact]
    public async Task A_rename_an_archiving_and_a_push_that_no_webhook_told_are_found()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        var before = await world.OneAsync("acme/checkout");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var (renamed, archived) = (world.Real("acme/checkout"), world.Real("acme/invoices"));
        world.GitHub.Simulator.Maintainers.Rename("acme/checkout", "till");
        archived.IsArchived = true;
        renamed.UpdatedAt = archived.UpdatedAt = world.Time.GetUtcNow();
        world.GitHub.Simulator.Requests.Clear();

        await world.SyncLaterAsync(Soon);

        var after = await world.OneAsync("acme/till");
        Assert.Equal((before.Id, before.HeadCommit), (after.Id, after.HeadCommit));
        Assert.Equal(before.Properties!["tier"], after.Properties!["tier"]); // which GraphQL does not tell
        Assert.True((await world.OneAsync("acme/invoices")).Archived);
        Assert.Equal(4, world.Counted()); // two installations
        Assert.Equal("acme/checkout", (string?)(await world.Host.ResolveAsync("""{"select":[{"repositories":["acme/checkout"]}]}""")).Target("acme/till")["renamed_from"]);
    }

    [Fact]
    public async Task Transfers_and_deletions_that_no_webhook_told_are_found()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        var before = await world.OneAsync("acme/checkout");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var people = world.GitHub.Simulator.Maintainers;
        people.Transfer("acme/checkout", "globex");
        people.Transfer("acme/stock", "alice"); // out of sight
        people.Delete("acme/basket");

        await world.SyncLaterAsync(Soon);
        await world.SyncAsync();

        var after = await world.OneAsync("globex/checkout");
        Assert.Equal((before.Id, 2, before.HeadCommit), (after.Id, after.InstallationId, after.HeadCommit));
        Assert.Equal(37, (await world.AllAsync("org:acme")).Count);
        var resolved = await world.Host.ResolveAsync("""{"select":[{"repositories":["acme/checkout","acme/stock","acme/basket"]}]}""");
        Assert.Equal(["acme/basket removed", "acme/stock removed", "globex/checkout selected"], resolved.Targets().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task When_the_numbers_disagree_every_page_is_read()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        world.GitHub.Simulator.Installations.Select(2, new HashSet<long> { world.Real("globex/api").Id, world.Real("globex/site").Id });

        await world.SyncLaterAsync(Soon);

        Assert.Equal(["globex/api", "globex/site"], (await world.AllAsync("org:globex")).Select(r => r.FullName));
    }
}
