using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Selections.Sync;
using Xunit;

namespace Octobatch.Tests.Selections.Files;

public sealed class FileConditionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Files_are_asked_for_once_until_the_head_moves_and_only_where_the_rest_holds()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        world.GitHub.Simulator.Requests.Clear();

        var first = await ListAsync(world, "org:acme language:go file:go.mod");
        var asked = world.Counted();
        var again = await ListAsync(world, "org:acme language:go file:go.mod");

        Assert.Contains("acme/checkout", first);
        Assert.Equal(first, again);
        Assert.Equal((1, 1), (asked, world.Counted()));
    }

    [Fact]
    public async Task A_condition_and_its_negation_divide_what_passes_the_rest()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();

        var with = await ListAsync(world, "org:acme file:go.mod");
        var without = await ListAsync(world, "org:acme -file:go.mod");
        var content = await ListAsync(world, "org:acme content:go.mod:\"go 1\"");
        var absent = await ListAsync(world, "org:acme content:go.mod:\"no such text in it\"");

        Assert.Equal(40, with.Count + without.Count);
        Assert.NotEmpty(with);
        Assert.NotEmpty(without);
        Assert.Equal(with, content);
        Assert.Empty(absent);
    }

    [Fact]
    public async Task Select_and_exclude_may_both_ask_about_files()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();

        var resolved = await world.Host.ResolveAsync(
            """{"select":[{"query":"org:acme language:go -archived:true file:go.mod"}],"exclude":[{"query":"file:Makefile"},{"query":"file:Dockerfile name:*"}]}""");

        Assert.NotEmpty(resolved.Targets());
        Assert.All(resolved.Targets(), target => Assert.True(target.EndsWith(" selected", StringComparison.Ordinal) || target.EndsWith(" excluded", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task When_GitHub_does_not_answer_nobody_is_in_or_out()
    {
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();
        world.GitHub.Simulator.Installations.Suspend(1);
        world.GitHub.Simulator.Tokens.RevokeAll(world.GitHub.Simulator.Installations.Find(1)!);

        var status = 0;
        await world.RunAsync(async () =>
        {
            using var response = await world.Host.CallAsync(HttpMethod.Get, "/api/repositories?query=org:acme%20file:go.mod");
            status = (int)response.StatusCode;
        }, patience: 10);

        Assert.Equal(502, status);
    }

    private static async Task<List<string>> ListAsync(SyncWorld world, string query)
    {
        var page = await world.Host.JsonAsync(HttpMethod.Get, $"/api/repositories?limit=500&query={Uri.EscapeDataString(query)}");
        Assert.Null(page["next"]);
        return [.. page["items"]!.AsArray().Select(r => (string)r!["repository"]!)];
    }
}
