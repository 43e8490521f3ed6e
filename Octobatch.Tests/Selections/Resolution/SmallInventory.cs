using Npgsql;
using Octobatch.Selections.Inventory;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Selections.Resolution;

/// <summary>One repository for every reason to be out, and some that are in. Reading only.</summary>
public sealed class SmallInventory(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Enough = new() { ["contents"] = "write", ["pull_requests"] = "write" };
    private ServiceHost? host;

    internal ServiceHost Host => host!;

    public async ValueTask InitializeAsync()
    {
        host = await SelectionHost.StartAsync(postgres);
        await host.SeedAsync(
            [
                Installation(1, "acme", Enough),
                Installation(2, "sleepy", Enough) with { SuspendedAt = DateTimeOffset.UnixEpoch },
                Installation(3, "stingy", new() { ["contents"] = "read", ["pull_requests"] = "write" }),
            ],
            [
                New(10, 1, "acme/before"), New(11, 1, "acme/gone"), New(12, 1, "acme/reused"),
            ]);
        await host.SeedAsync([],
            [
                New(10, 1, "acme/after"), New(12, 1, "acme/moved-on"), New(13, 1, "acme/reused"),
                New(1, 1, "acme/one"), New(2, 1, "acme/two"), New(3, 1, "acme/three"), New(4, 1, "acme/four"),
                New(5, 1, "acme/archived") with { Archived = true },
                New(6, 1, "acme/disabled") with { Disabled = true },
                New(7, 1, "acme/ignored") with { Topics = ["service", "octobatch-ignore"] },
                New(20, 2, "sleepy/one"),
                New(30, 3, "stingy/one"),
            ]);
        await using var remove = host.Get<NpgsqlDataSource>().CreateCommand("update repositories set removed_at = '2026-02-03' where id = 11");
        Assert.Equal(1, await remove.ExecuteNonQueryAsync());
    }

    public async ValueTask DisposeAsync() => await (host?.DisposeAsync() ?? ValueTask.CompletedTask);

    private static Installation Installation(long id, string account, Dictionary<string, string> permissions) =>
        new(id, account, 100 + id) { AccountType = "Organization", RepositorySelection = "all", Permissions = permissions };

    private static Repository New(long id, long installation, string fullName) =>
        new(id, installation, fullName.Split('/')[0], fullName.Split('/')[1])
        {
            NodeId = $"R_{id}",
            DefaultBranch = "main",
            Visibility = "private",
            Topics = ["service"],
        };
}
