using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Previews;

public sealed class PreviewTests(PostgresFixture postgres)
{
    private const string Checkout = """[{ replace: { files: [".github/workflows/*.yml"], pattern: "actions/checkout@v[34]", with: "actions/checkout@v5" } }]""";

    [Fact]
    public async Task A_preview_finds_what_would_change_where_and_writes_nothing_to_GitHub()
    {
        await using var world = await PreviewWorld.StartAsync(postgres);
        world.GitHub.Simulator.Requests.Clear();
        var run = await world.PreviewAsync(PreviewWorld.Spec(Checkout, "org:acme name:c*"));

        Assert.Equal("completed", run.GetProperty("state").GetString());
        var results = await world.ResultsAsync(1);
        Assert.Contains("acme/consent ready", results);
        Assert.DoesNotContain(results, result => result.Contains("failed", StringComparison.Ordinal));
        Assert.Equal(results.Count, run.GetProperty("counts").GetProperty("total").GetInt32());
        Assert.Equal(0, run.GetProperty("counts").GetProperty("selected").GetInt32());
        Assert.Contains("+      - uses: actions/checkout@v5\n", await world.PatchAsync("acme/consent"), StringComparison.Ordinal);
        Assert.Equal(1, run.GetProperty("github_requests").GetInt64());
        Assert.All(
            world.GitHub.Simulator.Requests.Last,
            request => Assert.True(request.Method == "GET" || request.Route is "/graphql" or "/app/installations/{installation_id}/access_tokens", request.Route));
    }

    [Fact]
    public async Task The_tokens_of_a_preview_can_only_read()
    {
        var seen = new SeenTokens();
        await using var world = await PreviewWorld.StartAsync(postgres, replace: seen.Watch);
        await world.PreviewAsync(PreviewWorld.Spec(Checkout, "name:c*"));
        var used = seen.Of(world.GitHub.Url);
        Assert.NotEmpty(used);
        foreach (var token in used)
        {
            var write = await world.GitHub.PostAsync("/repos/acme/checkout/git/blobs", token, new { content = "x" });
            Assert.Equal(403, write.Status);
        }
    }

    [Fact]
    public async Task The_summary_adds_up_and_equal_diffs_have_one_hash()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 30);
        var run = await world.PreviewAsync(PreviewWorld.Spec("""[{ write: { file: docs/new.md, content: "one\ntwo\n" } }]""", "org:org-01"));
        var summary = run.GetProperty("summary");
        Assert.Equal((30, 60, 0, 1), (
            summary.GetProperty("files").GetInt32(), summary.GetProperty("additions").GetInt32(), summary.GetProperty("deletions").GetInt32(),
            summary.GetProperty("diffs").GetInt32()));
        Assert.Equal(["ready 30"], await world.Campaign.RowsAsync("select state, count(*) from changesets group by state"));
        Assert.Equal(["previewed ready 1 key:test 30"], await world.Campaign.RowsAsync(
            "select event, state, run, by, count(*) from changeset_events group by 1, 2, 3, 4"));
    }

    [Fact]
    public async Task Modes_links_binaries_and_encodings_are_seen_as_git_has_them()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 5);
        const string repository = "org-01/service-000001";
        await world.CommitAsync(
            repository, ("latin.txt", "100644", [.. "caf"u8, 0xE9, .. " v1\n"u8]), ("run.sh", "100755", "v1\n"u8.ToArray()),
            ("link", "120000", "v1"u8.ToArray()), ("data", "100644", [0, 1, .. "v1"u8]), ("logo.png", "100644", [0, 1, .. "v1"u8]));
        world.GitHub.Simulator.Requests.Clear();
        await world.PreviewAsync(PreviewWorld.Spec("""[{ replace: { files: ["*"], pattern: "v1", with: "v2" } }]""", $"repo:{repository}"));

        Assert.Equal([$"{repository} ready"], await world.ResultsAsync(1));
        var patch = await world.PatchAsync(repository);
        Assert.Contains("diff --git a/latin.txt", patch, StringComparison.Ordinal);
        Assert.Contains(" 100755\n", patch, StringComparison.Ordinal);
        Assert.DoesNotContain("link", patch, StringComparison.Ordinal);
        Assert.DoesNotContain("data", patch, StringComparison.Ordinal);
        // The two that GraphQL cannot tell; what is binary by its name as well is not asked for.
        Assert.Equal(2, world.GitHub.Simulator.Requests.Count("GET", "/repos/{owner}/{repo}/git/blobs/{sha}"));
    }

    [Fact]
    public async Task What_stands_in_a_new_files_way_refuses_it_with_the_reason()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 5);
        await world.CommitAsync("org-01/service-000000", ("Conf/a.txt", "100644", "a"u8.ToArray()));
        await world.CommitAsync("org-01/service-000001", ("conf", "120000", "docs"u8.ToArray()));
        await world.CommitAsync("org-01/service-000002", ("conf", "100644", "a"u8.ToArray()));
        await world.PreviewAsync(PreviewWorld.Spec("""[{ write: { file: conf/new.md, content: "one\n" } }]""", "org:org-01"));

        Assert.Equal(
            [
                "org-01/service-000000 failed steps_refused", "org-01/service-000001 failed steps_refused", "org-01/service-000002 failed steps_refused",
                "org-01/service-000003 ready", "org-01/service-000004 ready",
            ], await world.ResultsAsync(1));
        var reasons = await world.Campaign.RowsAsync("select reason from changesets where state = 'failed' order by repository");
        Assert.Contains("differs from Conf by case", reasons[0], StringComparison.Ordinal);
        Assert.Contains("symbolic link", reasons[1], StringComparison.Ordinal);
        Assert.Contains("is a file, not a folder", reasons[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Globs_in_folders_below_are_read_by_their_trees_and_only_where_they_are()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 5);
        await world.CommitTextsAsync("org-01/service-000003", [("charts/a/values.yaml", "v: 1\n"), ("charts/b/c/values.yaml", "v: 1\n"), ("charts/x.txt", "v: 1\n")]);
        var run = await world.PreviewAsync(PreviewWorld.Spec("""[{ replace: { files: ["charts/**/*.yaml"], pattern: "v: 1", with: "v: 2" } }]""", "org:org-01"));
        Assert.Equal("org-01/service-000003 ready", (await world.ResultsAsync(1))[3]);
        var patch = await world.PatchAsync("org-01/service-000003");
        Assert.Equal(2, patch.Split("diff --git").Length - 1);
        Assert.Equal(3, run.GetProperty("github_requests").GetInt32()); // entries, one tree, the texts
    }

    [Fact]
    public async Task A_repository_that_left_the_selection_leaves_the_campaign_unless_it_is_published()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 5);
        var spec = PreviewWorld.Spec("""[{ write: { file: new.md, content: "one\n" } }]""", "org:org-01");
        await world.PreviewAsync(spec);
        await world.Campaign.RowsAsync("update changesets set state = 'open' where repository = 'org-01/service-000004'");
        await world.PreviewAsync(spec.Replace("org:org-01", "name:service-000001", StringComparison.Ordinal));
        Assert.Equal(
            ["org-01/service-000001 ready 2", "org-01/service-000004 open 1"],
            await world.Campaign.RowsAsync("select repository, state, preview from changesets order by repository"));
    }

    [Fact]
    public async Task A_selection_that_cannot_be_resolved_fails_the_run_with_the_words()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 5);
        var run = await world.PreviewAsync(PreviewWorld.Spec("""[{ write: { file: new.md, content: "" } }]""", "colour:red"));
        Assert.Equal("failed", run.GetProperty("state").GetString());
        Assert.Contains("select[0].query", run.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_of_a_run_is_what_git_applies()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 3);
        await world.PreviewAsync(PreviewWorld.Spec(
            """[{ replace: { files: ["README.md"], pattern: "service", with: "SERVICE" } }, { move: { from: docs/notes.txt, to: docs/moved.txt } }, { delete: { files: [scripts/build.sh] } }]""",
            "name:service-000002"));
        var patch = await world.PatchAsync("org-01/service-000002");
        Assert.Contains("rename from docs/notes.txt\nrename to docs/moved.txt\n", patch, StringComparison.Ordinal);
        Assert.Contains("deleted file mode 100755\n", patch, StringComparison.Ordinal);
        Assert.Contains("+# SERVICE-000002\n", patch, StringComparison.Ordinal);
    }
}
