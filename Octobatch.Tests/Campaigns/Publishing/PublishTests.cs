using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

public sealed class PublishTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_ready_changeset_becomes_one_verified_commit_and_one_pull_request()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var run = await world.PublishAsync(PublishWorld.Spec("org:acme name:c*", changeset: ", labels: [notices]"));

        Assert.Equal("completed", run.GetProperty("state").GetString());
        var states = await world.StatesAsync();
        Assert.NotEmpty(states);
        foreach (var state in states)
        {
            Assert.EndsWith(" open", state, StringComparison.Ordinal);
            var repository = state.Split(' ')[0];
            var pull = Assert.Single(await world.PullsAsync(repository));
            Assert.Equal($"Add a notice to {repository.Split('/')[1]}", pull.GetProperty("title").GetString());
            Assert.StartsWith("1 file\n", pull.GetProperty("body").GetString(), StringComparison.Ordinal);
            Assert.Equal("one", Marker.Find(pull.GetProperty("body").GetString())!.Campaign);
            Assert.Equal("notices", Assert.Single(pull.GetProperty("labels").EnumerateArray()).GetProperty("name").GetString());
            Assert.Equal(["octobatch/one"], await world.BranchesAsync(repository));
            var commit = await world.GetAsync($"/repos/{repository}/commits/{pull.GetProperty("head").GetProperty("sha").GetString()}");
            Assert.True(commit.GetProperty("commit").GetProperty("verification").GetProperty("verified").GetBoolean());
            Assert.Equal("NOTICE", Assert.Single(commit.GetProperty("files").EnumerateArray()).GetProperty("filename").GetString());
        }

        var one = await world.World.Campaign.JsonAsync("GET", "/api/campaigns/one/changesets/acme/checkout");
        Assert.Equal("octobatch/one", one.GetProperty("branch").GetString());
        Assert.Equal(1, one.GetProperty("wave").GetInt32());
        Assert.NotEqual(JsonValueKind.Null, one.GetProperty("pull_request").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, one.GetProperty("published_at").ValueKind);
        Assert.Equal(states.Count, run.GetProperty("counts").GetProperty("open").GetInt32());
        var audit = await world.World.Campaign.RowsAsync("select distinct action, octet_length(token_sha256) from audit where action like '%published' or action = 'labels.added' order by action");
        Assert.Equal(["labels.added 32", "pull_request.published 32"], audit);
    }

    [Fact]
    public async Task Publishing_costs_little_more_than_one_request_each()
    {
        await using var world = await PublishWorld.StartAsync(postgres, repositories: 40);
        var run = await world.PublishAsync(PublishWorld.Spec("archived:false", changeset: ", labels: [notices]"));

        var open = run.GetProperty("counts").GetProperty("open").GetInt32();
        Assert.InRange(open, 30, 40);
        Assert.InRange(run.GetProperty("github_requests").GetInt64() / (double)open, 1, 1.2);
        Assert.Equal(0, world.World.GitHub.Simulator.Limits.SecondaryRefusals);
    }

    [Theory]
    [InlineData(FaultKind.LostAnswer)]
    [InlineData(FaultKind.ResetAfter)]
    [InlineData(FaultKind.ResetBefore)]
    public async Task An_answer_that_is_lost_makes_no_second_pull_request(FaultKind kind)
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PreviewAsync(PublishWorld.Spec("repo:acme/checkout"));
        await world.StartAsync();
        world.World.GitHub.Simulator.Faults.Add(new FaultRule { Path = "/graphql", Kind = kind, Skip = 1, Count = 1 });
        await world.WorkAsync();
        await world.WorkLaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Single(await world.PullsAsync("acme/checkout"));
        Assert.Equal(["octobatch/one"], await world.BranchesAsync("acme/checkout"));
    }

    [Fact]
    public async Task A_pull_request_from_a_fork_with_a_branch_of_the_same_name_is_none_of_ours()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PreviewAsync(PublishWorld.Spec("repo:acme/checkout"));
        await world.StartAsync();
        // Whether ours was opened is not known, and the newest that GitHub shows from a branch of this name is not ours.
        world.World.GitHub.Simulator.Faults.Add(new FaultRule { Path = "/graphql", Kind = FaultKind.LostAnswer, Skip = 1, Count = 1 });
        await world.WorkAsync();
        Assert.Null(world.World.GitHub.Simulator.Maintainers.OpenFromFork("acme/checkout", "octobatch/one", "NOTICE", "Mine\n"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        var pulls = await world.PullsAsync("acme/checkout");
        Assert.Equal(["acme:octobatch/one", "alice:octobatch/one"], pulls.Select(pull => pull.GetProperty("head").GetProperty("label").GetString()));
        Assert.Equal(
            [pulls[0].GetProperty("number").GetInt32().ToString(CultureInfo.InvariantCulture)],
            await world.World.Campaign.RowsAsync("select pull_number from changesets where name_key = 'checkout'"));
    }

    [Fact]
    public async Task A_body_that_GitHub_has_no_room_for_is_cut_and_stays_as_it_is()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var description = string.Concat(Enumerable.Repeat("{{ campaign.description }}", 100));
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout", more: $"description: {new string('x', 1000)}").Replace(" file\"", $" file {description}\"", StringComparison.Ordinal));
        Assert.Equal(PullTexts.LongestBody, Assert.Single(await world.PullsAsync("acme/checkout")).GetProperty("body").GetString()!.Length);
        var audit = await world.World.Campaign.RowsAsync("select count(*) from audit");

        await world.WorkLaterAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Equal(audit, await world.World.Campaign.RowsAsync("select count(*) from audit"));
    }

    [Fact]
    public async Task Modes_and_links_are_published_step_by_step()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.CommitAsync("acme/checkout", ("run.sh", "100755", "old\n"u8.ToArray()));
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout", """[{ replace: { files: ["run.sh"], pattern: old, with: new } }]"""));

        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        var pull = Assert.Single(await world.PullsAsync("acme/checkout"));
        var tree = await world.GetAsync($"/repos/acme/checkout/git/trees/{pull.GetProperty("head").GetProperty("sha").GetString()}");
        Assert.Contains(tree.GetProperty("tree").EnumerateArray(), entry => entry.GetProperty("path").GetString() == "run.sh" && entry.GetProperty("mode").GetString() == "100755");
    }

    [Fact]
    public async Task A_base_that_moved_is_followed_where_the_files_are_the_same_and_asked_about_where_the_change_differs()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        const string Steps = """[{ replace: { files: ["VERSION"], pattern: "v[0-9]", with: "v9" } }]""";
        foreach (var repository in new[] { "acme/checkout", "acme/catalog" })
            await world.World.CommitAsync(repository, ("VERSION", "100644", "v1 a\n"u8.ToArray()));
        await world.World.PreviewAsync(PublishWorld.Spec("org:acme name:c*", Steps));
        await world.World.CommitAsync("acme/checkout", ("other", "100644", "x"u8.ToArray()));
        await world.World.CommitAsync("acme/catalog", ("VERSION", "100644", "v1 b\n"u8.ToArray()));
        await world.StartAsync();
        await world.WorkAsync();

        Assert.Equal(["acme/catalog ready change_differs", "acme/checkout open"], await world.StatesAsync());
        Assert.Empty(await world.PullsAsync("acme/catalog"));
    }

    [Fact]
    public async Task A_wave_waits_until_the_one_before_is_healthy_and_says_so()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PreviewAsync(PublishWorld.Spec("org:acme name:c*", publish: """{ waves: [1, "100%"], window: { hours: "08:00-09:00" } }"""));
        var number = await world.StartAsync();
        await world.WorkAsync();

        var waiting = (await world.World.Campaign.JsonAsync("GET", "/api/campaigns/one/changesets?state=ready")).GetProperty("items");
        Assert.All(waiting.EnumerateArray(), item => Assert.NotEqual(JsonValueKind.Null, item.GetProperty("waiting").ValueKind));
        var first = Assert.Single(waiting.EnumerateArray(), item => item.GetProperty("wave").GetInt32() == 1);
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero), first.GetProperty("waiting").GetProperty("until").GetDateTimeOffset());

        world.World.Time.SetUtcNow(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));
        await world.WorkAsync();
        Assert.Single(await world.StatesAsync(), state => state.EndsWith(" open", StringComparison.Ordinal));
        var second = (await world.World.Campaign.JsonAsync("GET", "/api/campaigns/one/changesets?state=ready")).GetProperty("items")[0];
        Assert.StartsWith("Wave 2 waits for wave 1. The checks of 1 ", second.GetProperty("waiting").GetProperty("reason").GetString(), StringComparison.Ordinal);

        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("completed", (await world.World.RunAsync(number)).GetProperty("state").GetString());
        Assert.All(await world.StatesAsync(), state => Assert.EndsWith(" open", state, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_published_without_a_preview_or_beside_another_run()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PutAsync(PublishWorld.Spec("repo:acme/checkout"));
        Assert.Equal("409 no_preview", await RefusedAsync(world, """{"kind":"publish"}"""));
        await world.World.PreviewAgainAsync();
        Assert.Equal("409 no_preview", await RefusedAsync(world, """{"kind":"publish","preview":7}"""));
        Assert.Equal("400 unknown_repositories", await RefusedAsync(world, """{"kind":"publish","repositories":["acme/other"]}"""));
        await world.StartAsync("""{"kind":"publish","preview":1,"repositories":["Acme/Checkout"]}""");
        Assert.Equal("409 run_active", await RefusedAsync(world, """{"kind":"publish"}"""));
        Assert.Equal("409 run_active", await RefusedAsync(world, """{"kind":"preview"}"""));
        await world.World.PutAsync(PublishWorld.Spec("repo:acme/checkout", more: "description: another"));
        await world.WorkAsync();
        Assert.Equal("409 no_preview", await RefusedAsync(world, """{"kind":"publish"}"""));
    }

    [Fact]
    public async Task Diffs_that_are_named_are_published_as_the_preview_has_them_and_no_others()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PreviewAsync(PublishWorld.Spec("org:acme name:c*", Title("The")));
        var first = await DiffOfAsync(world, "acme/checkout");
        Assert.Equal("400 invalid_diffs", await RefusedAsync(world, """{"kind":"publish","diffs":[]}"""));
        Assert.Equal("400 invalid_diffs", await RefusedAsync(world, $$"""{"kind":"publish","diffs":["{{first}}"],"repositories":["acme/checkout"]}"""));
        Assert.Equal("400 unknown_diffs", await RefusedAsync(world, $$"""{"kind":"publish","diffs":["{{first}}","{{new string('0', 64)}}"]}"""));
        await world.StartAsync($$"""{"kind":"publish","preview":1,"diffs":["{{first.ToUpperInvariant()}}"]}""");
        await world.WorkAsync();
        Assert.Equal("acme/checkout open", Assert.Single(await world.StatesAsync(), NotReady));

        // What is open is in no list of what is ready, and still has its place in the new preview.
        await world.World.PreviewAsync(PublishWorld.Spec("org:acme name:c*", Title("A")));
        var second = await DiffOfAsync(world, "acme/checkout");
        Assert.NotEqual(first, second);
        Assert.Equal("400 unknown_diffs", await RefusedAsync(world, $$"""{"kind":"publish","preview":1,"diffs":["{{second}}"]}"""));
        await world.StartAsync($$"""{"kind":"publish","diffs":["{{second}}"]}""");
        await world.WorkAsync();
        Assert.Equal("acme/checkout open", Assert.Single(await world.StatesAsync(), NotReady));
        Assert.Single(await world.PullsAsync("acme/checkout"));
        Assert.Equal([second], await world.World.Campaign.RowsAsync("select head_patch from changesets where name_key = 'checkout'"));

        static bool NotReady(string state) => !state.EndsWith(" ready", StringComparison.Ordinal);
        static string Title(string word) => $$"""[{ replace: { files: [README.md], pattern: "^# ", with: "# {{word}} " } }]""";
    }

    [Fact]
    public async Task What_a_run_wants_is_not_undone_by_a_worker_that_had_the_row_when_it_began()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout"));
        world.World.Time.Advance(TimeSpan.FromMinutes(10));
        var claim = await world.ClaimLookAsync();

        await world.World.PreviewAsync(PublishWorld.Spec("repo:acme/checkout", """[{ write: { file: NOTICE, content: "Another note\n" } }]"""));
        await world.StartAsync();
        Assert.True(await world.World.Campaign.Host.Services.GetRequiredService<PublishRunPreparer>().PrepareAsync(TestContext.Current.CancellationToken));
        await world.GiveBackAsync(claim);
        await world.WorkAsync();

        Assert.Equal([await DiffOfAsync(world, "acme/checkout")], await world.World.Campaign.RowsAsync("select head_patch from changesets where patch_hash = head_patch"));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
    }

    /// <summary>The hash of the diff that the latest preview has for a repository.</summary>
    private static async Task<string> DiffOfAsync(PublishWorld world, string repository) =>
        (await world.World.Campaign.JsonAsync("GET", "/api/campaigns/one/diffs")).GetProperty("items").EnumerateArray()
            .Single(diff => diff.GetProperty("repositories_sample").EnumerateArray().Any(name => name.GetString() == repository)).GetProperty("patch_hash").GetString()!;

    private static async Task<string> RefusedAsync(PublishWorld world, string body)
    {
        using var answer = await world.World.Campaign.SendAsync("POST", "/api/campaigns/one/runs", body, "application/json");
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return $"{(int)answer.StatusCode} {problem.GetProperty("code").GetString()}";
    }
}
