using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Previews;

/// <summary>The story of a campaign before it publishes: a spec, a preview, a new version, another preview.</summary>
public sealed class ReuseTests(PostgresFixture postgres)
{
    private const string Steps = """[{ replace: { files: ["README.md"], pattern: "service", with: "SERVICE" } }]""";

    [Fact]
    public async Task Unchanged_steps_over_unchanged_repositories_ask_for_heads_alone()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 250);
        await world.PreviewAsync(PreviewWorld.Spec(Steps, "org:org-01"));
        var first = await RowsAsync(world, 1);
        var run = await world.PreviewAgainAsync();
        Assert.Equal(3, run.GetProperty("github_requests").GetInt32()); // 250 heads, 100 a request
        Assert.Equal(first, await RowsAsync(world, 2));
        Assert.Equal(["250"], await world.Campaign.RowsAsync("select count(*) from targets where reused"));
    }

    [Fact]
    public async Task A_head_that_has_moved_is_looked_at_again_and_nothing_else_is()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 20);
        await world.PreviewAsync(PreviewWorld.Spec(Steps, "org:org-01"));
        await world.CommitAsync("org-01/service-000007", ("README.md", "100644", "service and service\n"u8.ToArray()));
        await world.PreviewAgainAsync();
        Assert.Equal(
            ["org-01/service-000007"],
            await world.Campaign.RowsAsync("select repository from targets t join runs r on r.id = run_id where number = 2 and not reused"));
        Assert.Contains("+SERVICE and SERVICE\n", await world.PatchAsync("org-01/service-000007", 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_version_with_the_same_steps_reuses_and_one_with_others_does_not()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 20);
        await world.PreviewAsync(PreviewWorld.Spec(Steps, "org:org-01"));
        var wording = await world.PreviewAsync(PreviewWorld.Spec(Steps, "org:org-01").Replace("title: A change", "title: Another title", StringComparison.Ordinal));
        Assert.Equal(2, wording.GetProperty("spec_version").GetInt32());
        Assert.Equal(1, wording.GetProperty("github_requests").GetInt32());
        Assert.Equal(["20"], await world.Campaign.RowsAsync("select count(*) from targets where reused"));

        await world.PreviewAsync(PreviewWorld.Spec(Steps.Replace("SERVICE", "Service", StringComparison.Ordinal), "org:org-01"));
        Assert.Equal(["20"], await world.Campaign.RowsAsync("select count(*) from targets where reused"));
        Assert.Contains("+# Service-000007\n", await world.PatchAsync("org-01/service-000007", 3), StringComparison.Ordinal);
        Assert.Equal(["3 20"], await world.Campaign.RowsAsync("select preview, count(*) from changesets where state = 'ready' group by preview"));
    }

    private static Task<List<string>> RowsAsync(PreviewWorld world, int number) => world.Campaign.RowsAsync(
        $"""
        select repository, t.state, base_commit, patch_hash, artifact, t.files, t.additions, t.deletions
        from targets t join runs r on r.id = run_id where number = {number} order by owner_key, name_key
        """);
}
