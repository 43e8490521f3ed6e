using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Rules;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>What an installation does not grant, and what a repository does not allow.</summary>
public sealed class PermissionTests(PostgresFixture postgres)
{
    private static readonly (string, Access)[] Least = [("contents", Access.Write), ("pull_requests", Access.Write), ("metadata", Access.Read)];

    [Theory]
    [InlineData("workflows: write", """[{ write: { file: .github/workflows/ci.yml, content: "on: push\n" } }]""", "")]
    [InlineData("issues: write", PublishWorld.AddNotice, ", labels: [notices]")]
    [InlineData("members: read", PublishWorld.AddNotice, ", team_reviewers: [maintainers]")]
    [InlineData("issues: write, workflows: write", """[{ write: { file: .github/workflows/ci.yml, content: "on: push\n" } }]""", ", labels: [notices]")]
    public async Task A_missing_permission_is_the_reason_before_anything_is_written(string missing, string steps, string changeset)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        Grant(world, Permissions.Of(Least));
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout", steps, changeset: changeset));

        Assert.Equal(["acme/checkout failed missing_permission"], await world.StatesAsync());
        Assert.Equal([$"The GitHub App lacks a permission here: {missing}."], await world.World.Campaign.RowsAsync("select reason from changesets where state = 'failed'"));
        Assert.Empty(await world.BranchesAsync("acme/checkout"));
        Assert.Empty(await world.World.Campaign.RowsAsync("select action from audit where token_sha256 is not null"));

        // Granted now, although the token at hand does not know it yet.
        world.World.GitHub.Simulator.Installations.Grant(1, Permissions.OfApp);
        world.World.Time.Advance(TimeSpan.FromMinutes(2));
        if (await world.World.Campaign.RowsAsync("select state from runs where kind = 'publish'") is ["paused"])
            await world.World.Campaign.JsonAsync("POST", "/api/campaigns/one/runs/2/cancel");
        await world.StartAsync();
        await world.WorkAsync();
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
    }

    [Fact]
    public async Task What_is_not_needed_need_not_be_granted()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        Grant(world, Permissions.Of(Least));
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout"));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
    }

    [Theory]
    [InlineData("merge")]
    [InlineData("rebase")]
    [InlineData("squash")]
    public async Task A_pull_request_is_merged_as_its_repository_allows(string method)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        world.World.Selection.Real("acme/checkout").MergeMethods = new HashSet<string> { method };
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout"));
        await world.World.Campaign.RowsAsync("update changesets set asked = 'merge', asked_by = 'key:test', due = now() - interval '10 years' where state = 'open'");
        await world.WorkAsync();

        Assert.Equal(["acme/checkout merged"], await world.StatesAsync());
    }

    [Theory]
    [InlineData("creation")]
    [InlineData("update")]
    public async Task A_rule_against_our_branch_is_the_reason_and_leaves_no_branch_behind(string rule)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        Assert.Null(world.World.GitHub.Simulator.Maintainers.SetRules("acme/checkout", new Ruleset(0, "ours", ["octobatch/*"], [new(rule)])));
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout"));

        Assert.Equal(["acme/checkout failed branch_rules"], await world.StatesAsync());
        Assert.Empty(await world.BranchesAsync("acme/checkout"));
        Assert.Equal(rule == "update" ? ["branch.deleted"] : [], await world.World.Campaign.RowsAsync("select action from audit where token_sha256 is not null"));
    }

    // A token that was made before keeps what it had.
    private static void Grant(PublishWorld world, Permissions permissions)
    {
        var simulator = world.World.GitHub.Simulator;
        simulator.Installations.Grant(1, permissions);
        simulator.Tokens.RevokeAll(simulator.Installations.Find(1)!);
    }
}
