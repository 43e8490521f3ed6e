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
    public async Task The_diffs_are_read_and_each_new_version_makes_only_what_none_before_has_made()
    {
        const string Usual = "org-01/service-000000", Odd = "org-01/service-000003", Added = "org-01/service-000015";
        const string Strict = """[{ replace: { files: [scripts/build.sh], pattern: "set -eu$", with: "set -euo pipefail" } }]""";
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 20);
        await world.CommitAsync(Odd, ("scripts/build.sh", "100755", "set -eu\nexec true\n"u8.ToArray()));
        var spec = PreviewWorld.Spec(Strict, "name:service-00000*");
        await world.PreviewAsync(spec);
        var diffs = await DiffsAsync(world);
        Assert.Equal([9, 1], diffs.Select(diff => diff.Count));
        var (usual, odd) = (await TextAsync(world, $"diffs/{diffs[0].Hash}"), await TextAsync(world, $"diffs/{diffs[1].Hash}"));
        Assert.Contains("-set -eu\n+set -euo pipefail\n exec make\n", usual, StringComparison.Ordinal);
        Assert.Contains("-set -eu\n+set -euo pipefail\n exec true\n", odd, StringComparison.Ordinal);
        Assert.Equal((usual, odd), (await TextAsync(world, $"changesets/{Usual}/patch"), await TextAsync(world, $"changesets/{Odd}/patch")));

        var wording = await world.PreviewAsync(spec.Replace("title: A change", "title: Another title", StringComparison.Ordinal));
        Assert.Equal((2, 1), (wording.GetProperty("spec_version").GetInt32(), wording.GetProperty("github_requests").GetInt32())); // heads alone
        Assert.Equal(["10 True"], await ReusedAsync(world, 2));

        var wider = await world.PreviewAsync(PreviewWorld.Spec(Strict, "org:org-01"));
        Assert.Equal((3, 2), (wider.GetProperty("spec_version").GetInt32(), wider.GetProperty("github_requests").GetInt32())); // heads, and the files of ten
        Assert.Equal(["10 False", "10 True"], await ReusedAsync(world, 3));
        Assert.Equal([(diffs[0].Hash, 19), diffs[1]], await DiffsAsync(world));
        Assert.Equal((usual, usual), (await TextAsync(world, $"changesets/{Usual}/patch"), await TextAsync(world, $"changesets/{Added}/patch")));

        await world.PreviewAsync(PreviewWorld.Spec(Strict.Replace("-euo pipefail", "-eux", StringComparison.Ordinal), "org:org-01"));
        Assert.Equal(["20 False"], await ReusedAsync(world, 4));
        Assert.Equal([19, 1], (await DiffsAsync(world)).Select(diff => diff.Count));
        Assert.Contains("+set -eux\n", await TextAsync(world, $"changesets/{Usual}/patch"), StringComparison.Ordinal);
        Assert.Equal(["4 20"], await world.Campaign.RowsAsync("select preview, count(*) from changesets where state = 'ready' group by preview"));
    }

    /// <summary>The groups of equal diffs of the latest preview.</summary>
    private static async Task<List<(string Hash, int Count)>> DiffsAsync(PreviewWorld world) =>
        [.. (await world.Campaign.JsonAsync("GET", "/api/campaigns/one/diffs")).GetProperty("items").EnumerateArray()
            .Select(group => (group.GetProperty("patch_hash").GetString()!, group.GetProperty("count").GetInt32()))];

    private static async Task<string> TextAsync(PreviewWorld world, string path)
    {
        using var answer = await world.Campaign.SendAsync("GET", $"/api/campaigns/one/{path}");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
        return text;
    }

    private static Task<List<string>> ReusedAsync(PreviewWorld world, int number) => world.Campaign.RowsAsync(
        $"select count(*), reused from targets t join runs r on r.id = run_id where number = {number} group by reused order by reused");

    private static Task<List<string>> RowsAsync(PreviewWorld world, int number) => world.Campaign.RowsAsync(
        $"""
        select repository, t.state, base_commit, patch_hash, artifact, t.files, t.additions, t.deletions
        from targets t join runs r on r.id = run_id where number = {number} order by owner_key, name_key
        """);
}
