using Octobatch.GitHubSimulator.Apps;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Selections.Sync;

public sealed class InstallationTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(11);

    [Fact]
    public async Task A_suspended_installation_keeps_its_repositories_and_is_not_asked()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        world.GitHub.Simulator.Installations.Suspend(2);

        await world.SyncLaterAsync(Soon);
        world.GitHub.Simulator.Requests.Clear();
        await world.SyncLaterAsync(Soon);

        Assert.DoesNotContain(world.GitHub.Simulator.Requests.Last, r => r.InstallationId == 2);
        var resolved = await world.Host.ResolveAsync("""{"select":[{"query":"repo:globex/api"}]}""");
        Assert.Equal(["globex/api suspended"], resolved.Targets());
        Assert.Equal("suspended", (string?)(await world.Host.JsonAsync(HttpMethod.Get, "/api/inventory"))["items"]![1]!["state"]);

        world.GitHub.Simulator.Installations.Unsuspend(2);
        await world.SyncLaterAsync(Soon);
        Assert.Equal(["globex/api selected"], (await world.Host.ResolveAsync("""{"select":[{"query":"repo:globex/api"}]}""")).Targets());
    }

    [Fact]
    public async Task A_permission_that_was_lost_is_a_reason_and_stands_on_the_installation()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        Assert.Equal("[]", (await world.Host.JsonAsync(HttpMethod.Get, "/api/installations"))["items"]![0]!["missing_permissions"]!.ToJsonString());
        world.GitHub.Simulator.Installations.Grant(1, Permissions.Of(("metadata", Access.Read), ("contents", Access.Read)));

        await world.SyncLaterAsync(Soon);

        var installation = (await world.Host.JsonAsync(HttpMethod.Get, "/api/installations"))["items"]![0]!;
        Assert.Equal(("acme", """["contents: write","pull_requests: write"]"""), ((string?)installation["account"], installation["missing_permissions"]!.ToJsonString()));
        Assert.Equal(["acme/checkout no_permission"], (await world.Host.ResolveAsync("""{"select":[{"repositories":["acme/checkout"]}]}""")).Targets());
    }

    [Fact]
    public async Task When_the_App_is_uninstalled_its_repositories_are_out_of_sight()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        world.GitHub.Simulator.Installations.Uninstall(2);

        await world.SyncLaterAsync(Soon);

        Assert.Empty(await world.AllAsync("org:globex"));
        Assert.Single((await world.Host.JsonAsync(HttpMethod.Get, "/api/installations"))["items"]!.AsArray());
    }
}
