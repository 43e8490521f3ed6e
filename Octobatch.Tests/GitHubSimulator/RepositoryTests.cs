using System.Text.Json;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Rules;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

/// <summary>Repositories that move, vanish or have rules.</summary>
public sealed class RepositoryTests
{
    [Fact]
    public async Task A_transferred_repository_is_the_new_owners_alone_under_the_same_id()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with { WebhookUrl = new Uri("http://127.0.0.1:9/") });
        var (acme, globex) = (await simulator.MintAsync(1), await simulator.MintAsync(2));
        var id = (await simulator.GetAsync("/repos/acme/stock", acme)).Json.GetProperty("id").GetInt64();
        Administrate(simulator);
        var moved = await simulator.PostAsync("/repos/acme/stock/transfer", await simulator.MintAsync(1), new { new_owner = "globex" });

        Assert.Equal((202, "globex/stock", id), (moved.Status, moved.Json.GetProperty("full_name").GetString(), moved.Json.GetProperty("id").GetInt64()));
        Assert.Equal(404, (await simulator.GetAsync("/repos/acme/stock", acme)).Status);
        Assert.Equal(301, (await simulator.GetAsync("/repos/acme/stock", globex)).Status);
        Assert.Equal(200, (await simulator.GetAsync($"/repositories/{id}", globex)).Status);
        Assert.Equal(200, (await simulator.GetAsync($"/api/v3/repositories/{id}/topics", globex)).Status);
        Assert.Equal(404, (await simulator.GetAsync($"/repositories/{id}", acme)).Status);
        var hook = Assert.Single(simulator.Simulator.Webhooks.All);
        var payload = JsonElement.Parse(hook.Payload);
        Assert.Equal(("repository", "transferred", 2), (hook.Event, hook.Action, hook.InstallationId));
        Assert.Equal("acme", payload.GetProperty("changes").GetProperty("owner").GetProperty("from").GetProperty("organization").GetProperty("login").GetString());
        Assert.Equal("globex/stock", payload.GetProperty("repository").GetProperty("full_name").GetString());
    }

    [Fact]
    public async Task A_deleted_repository_is_gone_under_every_name_and_after_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("octobatch-simulator-").FullName;
        try
        {
            await using (var simulator = await RunningSimulator.StartAsync(options => options with { DataDirectory = directory, WebhookUrl = new Uri("http://127.0.0.1:9/") }))
            {
                simulator.Simulator.Maintainers.Rename("acme/basket", "cart");
                Assert.Null(simulator.Simulator.Maintainers.Delete("acme/cart"));
                Assert.Null(simulator.Simulator.Maintainers.Transfer("acme/stock", "globex"));
                Assert.Null(simulator.Simulator.Maintainers.Transfer("acme/search", "alice"));
                Assert.Equal(["repository renamed", "repository deleted", "repository transferred"],
                    simulator.Simulator.Webhooks.All.Reverse().Select(hook => $"{hook.Event} {hook.Action}"));
            }

            await using (var simulator = await RunningSimulator.StartAsync(options => options with { DataDirectory = directory }))
            {
                var index = simulator.Simulator.Repositories;
                Assert.False(index.TryFind("acme/basket", out _) || index.TryFind("acme/cart", out _));
                Assert.True(index.TryFind("acme/stock", out var stock) && index.TryFind("acme/search", out _));
                Assert.Equal("globex/stock", stock!.FullName);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task What_is_selected_anew_and_what_is_not_any_more_are_told_apart()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with { WebhookUrl = new Uri("http://127.0.0.1:9/") });
        var ids = simulator.Simulator.Repositories.All.Where(each => each.Owner.Login is "globex").OrderBy(each => each.Name).Select(each => each.Id).ToList();
        simulator.Simulator.Installations.Select(2, ids.Take(2).ToHashSet());
        simulator.Simulator.Installations.Select(2, ids.Skip(1).Take(2).ToHashSet());
        simulator.Simulator.Installations.Uninstall(2);
        Assert.Equal(3, simulator.Simulator.Installations.Install("globex", Permissions.OfApp)?.Id);

        Assert.Equal(
            ["installation_repositories removed 3", "installation_repositories added 1", "installation_repositories removed 1", "installation deleted 2", "installation created 5"],
            simulator.Simulator.Webhooks.All.Reverse().Select(hook => $"{hook.Event} {hook.Action} {Count(JsonElement.Parse(hook.Payload))}"));
    }

    [Fact]
    public async Task Topics_and_custom_properties_that_change_are_told()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with { WebhookUrl = new Uri("http://127.0.0.1:9/") });
        simulator.Simulator.Maintainers.SetTopics("acme/stock", "service", "new");
        simulator.Simulator.Maintainers.SetProperty("acme/stock", "tier", "9");

        Assert.Equal(["repository edited", "custom_property_values updated"], simulator.Simulator.Webhooks.All.Reverse().Select(hook => $"{hook.Event} {hook.Action}"));
        var values = await simulator.GetAsync("/repos/acme/stock/properties/values", await simulator.MintAsync());
        Assert.Contains(values.Json.EnumerateArray(), value => value.GetProperty("property_name").GetString() is "tier" && value.GetProperty("value").GetString() is "9");
    }

    [Fact]
    public async Task Rules_hold_for_branches_by_name_and_show_before_the_branch_exists()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var (_, head) = await simulator.HeadAsync(token, "acme", "checkout");
        await simulator.SendAsync(HttpMethod.Put, "/_simulator/rulesets", body: new
        {
            repository = "acme/checkout",
            rulesets = new[]
            {
                new { name = "ours", branches = new[] { "octobatch/*" }, rules = new[] { new { type = "creation" } } },
                new { name = "kept", branches = new[] { "kept" }, rules = new[] { new { type = "deletion" } } },
            },
        });
        var seen = await simulator.GetAsync("/repos/acme/checkout/rules/branches/octobatch/new", token);
        var refused = await simulator.PostAsync("/repos/acme/checkout/git/refs", token, new { @ref = "refs/heads/octobatch/new", sha = head });
        var made = await simulator.PostAsync("/repos/acme/checkout/git/refs", token, new { @ref = "refs/heads/kept", sha = head });
        var stays = await simulator.SendAsync(HttpMethod.Delete, "/repos/acme/checkout/git/refs/heads/kept", token);

        Assert.Equal(["creation"], seen.Json.EnumerateArray().Select(rule => rule.GetProperty("type").GetString()));
        Assert.Equal((422, 201, 422), (refused.Status, made.Status, stays.Status));
        Assert.Equal("Repository rule violations found\n\nCannot create ref due to creations being restricted.", refused.Message);
    }

    [Fact]
    public async Task A_merge_needs_what_the_rules_of_its_base_ask()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        await simulator.PublishAsync(token, id, head, "acme/checkout");
        var people = simulator.Simulator.Maintainers;
        people.SetRules("acme/checkout", new Ruleset(0, "main", ["~DEFAULT_BRANCH"], [BranchRule.PullRequest(1), BranchRule.Checks("ci")]));

        Assert.Contains("approving review is required", people.Merge("acme/checkout", 1), StringComparison.Ordinal);
        people.Approve("acme/checkout", 1);
        Assert.Equal("Required status check \"ci\" is expected.", people.Merge("acme/checkout", 1));
        people.Check("acme/checkout", 1, "success");
        Assert.Null(people.Merge("acme/checkout", 1));
    }

    private static int Count(JsonElement payload) => payload.TryGetProperty("repositories", out var all)
        ? all.GetArrayLength()
        : payload.GetProperty("repositories_added").GetArrayLength() + payload.GetProperty("repositories_removed").GetArrayLength();

    private static void Administrate(RunningSimulator simulator) => simulator.Simulator.Installations.Find(1)!.Permissions =
        Permissions.Of(("administration", Access.Write), ("contents", Access.Write), ("metadata", Access.Read));
}
