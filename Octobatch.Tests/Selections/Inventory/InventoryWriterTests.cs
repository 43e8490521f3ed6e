using Npgsql;
using Octobatch.Selections.Inventory;
using Octobatch.Selections.Queries;
using Octobatch.Selections.Sync;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Selections.Inventory;

public sealed class InventoryWriterTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Pushed = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_rename_keeps_the_row_and_remembers_the_name_before()
    {
        await using var host = await SelectionHost.StartAsync(postgres);
        await host.SeedAsync([SeededInventory.InstallationOf(1, "acme")], [New("acme", "one")]);

        await host.Get<InventoryWriter>().WriteAsync([New("acme", "two")], TestContext.Current.CancellationToken);

        var found = Assert.Single(await host.Get<InventoryReader>().ReadAsync(new Query([]), null, 10, TestContext.Current.CancellationToken));
        Assert.Equal((7, "acme/two"), (found.Id, found.FullName));
        Assert.Equal("acme/one 7", await ScalarAsync(host, "select owner_key || '/' || name_key || ' ' || repository_id from former_names"));
    }

    [Fact]
    public async Task A_transfer_keeps_the_row_and_changes_whose_it_is()
    {
        await using var host = await SelectionHost.StartAsync(postgres);
        await host.SeedAsync([SeededInventory.InstallationOf(1, "acme"), SeededInventory.InstallationOf(2, "globex")], [New("acme", "one")]);

        await host.Get<InventoryWriter>().WriteAsync([New("globex", "one") with { InstallationId = 2 }], TestContext.Current.CancellationToken);
        // The installation that it left does not see it any more; that must not remove it from the one that has it.
        await host.Get<SyncInventory>().RemoveUnseenAsync(1, DateTimeOffset.UtcNow.AddYears(1), TestContext.Current.CancellationToken);

        var found = Assert.Single(await host.Get<InventoryReader>().ReadAsync(new Query([]), null, 10, TestContext.Current.CancellationToken));
        Assert.Equal((7, 2, "globex/one"), (found.Id, found.InstallationId, found.FullName));
    }

    [Fact]
    public async Task A_head_is_kept_until_something_was_pushed()
    {
        await using var host = await SelectionHost.StartAsync(postgres);
        await host.SeedAsync([SeededInventory.InstallationOf(1, "acme")], [New("acme", "one") with { HeadCommit = "abc" }]);
        var writer = host.Get<InventoryWriter>();

        await writer.WriteAsync([New("acme", "one")], TestContext.Current.CancellationToken);
        Assert.Equal("abc", await ScalarAsync(host, "select head_commit from repositories"));

        await writer.WriteAsync([New("acme", "one") with { PushedAt = Pushed.AddSeconds(1) }], TestContext.Current.CancellationToken);
        Assert.Equal(DBNull.Value, await ScalarAsync(host, "select head_commit from repositories"));
    }

    [Fact]
    public async Task What_was_removed_and_is_seen_again_is_back()
    {
        await using var host = await SelectionHost.StartAsync(postgres);
        await host.SeedAsync([SeededInventory.InstallationOf(1, "acme")], [New("acme", "one")]);
        await ScalarAsync(host, "update repositories set removed_at = seen_at returning 1");
        await ScalarAsync(host, "update installations set removed_at = seen_at returning 1");

        await host.SeedAsync([SeededInventory.InstallationOf(1, "acme")], [New("acme", "one")]);

        Assert.Equal(2L, await ScalarAsync(host,
            "select (select count(*) from repositories where removed_at is null) + (select count(*) from installations where removed_at is null)"));
    }

    private static Repository New(string owner, string name) => new(7, 1, owner, name)
    {
        NodeId = "R_7",
        DefaultBranch = "main",
        Visibility = "private",
        PushedAt = Pushed,
    };

    private static async Task<object?> ScalarAsync(ServiceHost host, string sql)
    {
        await using var command = host.Get<NpgsqlDataSource>().CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
