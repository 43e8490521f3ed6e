using Octobatch.GitHub.Branches;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Rules;
using Octobatch.Tests.Infrastructure;
using Xunit;
using Protection = Octobatch.GitHubSimulator.GitData.BranchProtection;
using Rule = Octobatch.GitHubSimulator.Rules.BranchRule;

namespace Octobatch.Tests.GitHub;

/// <summary>What a branch asks of those who change it.</summary>
public sealed class BranchDemandTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Rules_and_protection_of_the_default_branch_are_told_together()
    {
        await using var many = await ManyPulls.OpenAsync(postgres, 1);
        var (name, main) = (many.Branches[0].FullName, many.Branches[0].DefaultBranch!);
        many.GitHub.Simulator.Maintainers.Protect(name, main, new Protection(["ci"], 1));
        many.GitHub.Simulator.Maintainers.SetRules(name, new Ruleset(0, "main", ["~DEFAULT_BRANCH"],
            [Rule.PullRequest(2), Rule.Checks("ci", "lint"), new("required_signatures")]));
        var demands = await GetAsync(many, main);

        Assert.Equal((true, 2, true, false), (demands.RequiresPullRequest, demands.RequiredApprovals, demands.RequiresSignatures, demands.HasMergeQueue));
        Assert.Equal(["ci", "lint"], demands.RequiredChecks);
        Assert.Equal(["non_fast_forward", "required_signatures"], demands.OnPush);
        Assert.True(demands.RefusesUpdate);
    }

    [Fact]
    public async Task Rules_for_a_branch_that_shall_be_made_say_that_it_would_be_refused()
    {
        await using var many = await ManyPulls.OpenAsync(postgres, 1);
        many.GitHub.Simulator.Maintainers.SetRules(many.Branches[0].FullName, new Ruleset(0, "ours", ["octobatch/*"], [new("creation"), new("commit_message_pattern")]));
        var demands = await GetAsync(many, "octobatch/other");

        Assert.True(demands.RefusesCreation);
        Assert.False(demands.RefusesUpdate);
        Assert.Equal(["commit_message_pattern", "creation"], demands.OnPush);
    }

    [Fact]
    public async Task Without_the_permission_to_see_protection_the_rules_are_told_alone()
    {
        await using var many = await ManyPulls.OpenAsync(postgres, 1);
        var (name, main) = (many.Branches[0].FullName, many.Branches[0].DefaultBranch!);
        many.GitHub.Simulator.Maintainers.Protect(name, main, new Protection(["ci"], 1));
        many.GitHub.Simulator.Installations.Grant(1, Permissions.Of(("contents", Access.Read)));
        await using var other = many.GitHub.Replica(); // whose token has no more than that
        var demands = ManyPulls.Value(await many.RunAsync(() =>
            other.Client.For(1).GetDemandsAsync(RepositoryName.Parse(name), main, TestContext.Current.CancellationToken)));

        Assert.Empty(demands.RequiredChecks);
        Assert.False(demands.RequiresPullRequest);
    }

    private static async Task<BranchDemands> GetAsync(ManyPulls many, string branch) => ManyPulls.Value(await many.RunAsync(() =>
        many.Client.GetDemandsAsync(RepositoryName.Parse(many.Branches[0].FullName), branch, TestContext.Current.CancellationToken)));
}
