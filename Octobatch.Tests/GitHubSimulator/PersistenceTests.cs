using Octobatch.GitHubSimulator.GitData;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class PersistenceTests
{
    [Fact]
    public async Task What_was_opened_said_and_set_is_still_there_after_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("octobatch-simulator-").FullName;
        try
        {
            await using (var simulator = await RunningSimulator.StartAsync(options => options with { DataDirectory = directory }))
            {
                var (id, head) = await simulator.HeadAsync(Mint(simulator), "acme", "checkout");
                await simulator.PublishAsync(Mint(simulator), id, head, "acme/checkout");
                var people = simulator.Simulator.Maintainers;
                people.Comment("acme/checkout", 1, "Hello");
                people.Approve("acme/checkout", 1);
                people.Check("acme/checkout", 1, "success");
                people.Protect("acme/checkout", "main", new BranchProtection(["ci"], 1));
                people.Archive("acme/stock");
                people.Rename("acme/basket", "cart");
                await simulator.PostAsync("/repos/acme/checkout/issues/1/labels", Mint(simulator), new { labels = new[] { "new" } });
            }

            await using (var simulator = await RunningSimulator.StartAsync(options => options with { DataDirectory = directory }))
            {
                var token = Mint(simulator);
                var pull = (await simulator.GetAsync("/repos/acme/checkout/pulls/1", token)).Json;
                Assert.Equal(("open", "clean", "new", 1), (
                    pull.GetProperty("state").GetString(), pull.GetProperty("mergeable_state").GetString(), pull.GetProperty("labels")[0].GetProperty("name").GetString(), pull.GetProperty("comments").GetInt32()));
                Assert.Equal(200, (await simulator.GetAsync("/repos/acme/cart", token)).Status);
                Assert.Equal(301, (await simulator.GetAsync("/repos/acme/basket", token)).Status);
                Assert.True((await simulator.GetAsync("/repos/acme/stock", token)).Json.GetProperty("archived").GetBoolean());
                Assert.Null(simulator.Simulator.Maintainers.Merge("acme/checkout", 1));
                var comment = await simulator.PostAsync("/repos/acme/checkout/issues/1/comments", token, new { body = "Again" });
                Assert.True(comment.Json.GetProperty("id").GetInt64() > pull.GetProperty("id").GetInt64());
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task People_that_are_played_check_review_and_merge()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with { PlaysPeople = true });
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        await simulator.PublishAsync(token, id, head, "acme/checkout");
        for (var i = 0; i < 2_000; i++)
        {
            simulator.Time.Advance(TimeSpan.FromSeconds(1));
            if ((await simulator.GetAsync("/repos/acme/checkout/pulls/1", await simulator.MintAsync())).Json.GetProperty("merged").GetBoolean())
                break;
        }

        var pull = (await simulator.GetAsync("/repos/acme/checkout/pulls/1", await simulator.MintAsync())).Json;
        Assert.Equal("carol", pull.GetProperty("merged_by").GetProperty("login").GetString());
    }

    // The folder has a key of its own, so the tokens are made without one.
    private static string Mint(RunningSimulator simulator) =>
        simulator.Simulator.Tokens.Mint(simulator.Simulator.Installations.Find(1)!, simulator.Simulator.Installations.Find(1)!.Permissions, null).Value;
}
