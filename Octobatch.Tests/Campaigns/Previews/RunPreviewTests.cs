using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns.Previews;
using Octobatch.Campaigns.Previews.Storage;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.Tests.Campaigns.Steps.Running;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Previews;

/// <summary>Previews of specs with commands, which really run, in bubblewrap.</summary>
public sealed class RunPreviewTests : IClassFixture<SandboxFixture>
{
    private readonly PostgresFixture postgres;

    public RunPreviewTests(PostgresFixture postgres)
    {
        SandboxFixture.Require();
        this.postgres = postgres;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_makes_a_change_and_what_it_wrote_is_the_log()
    {
        await using var world = await StartAsync(repositories: 5);
        world.GitHub.Simulator.Requests.Clear();
        var run = await world.PreviewAsync(Spec("echo seen; echo new > made.txt"));

        Assert.Equal(("completed", 5), (run.GetProperty("state").GetString(), Count(run, "ready")));
        Assert.Contains("+++ b/made.txt\n@@ -0,0 +1 @@\n+new\n", await world.PatchAsync("org-01/service-000000"), StringComparison.Ordinal);
        Assert.Equal("steps[0]: echo seen; echo new > made.txt\nseen\nsteps[0]: done\n", await LogAsync(world, "service-000000"));
        Assert.Equal(5, world.GitHub.Simulator.Requests.Count("GET", "/repos/{owner}/{repo}/tarball/{**ref}"));
        Assert.Equal(world.Selection.Counted(), run.GetProperty("github_requests").GetInt64());
    }

    [Fact]
    public async Task A_command_that_fails_fails_its_repository_alone_and_its_log_is_kept()
    {
        await using var world = await StartAsync(repositories: 3);
        await world.CommitAsync("org-01/service-000001", ("bad", "100644", "x"u8.ToArray()));
        await world.CommitAsync("org-01/service-000002", ("same", "100644", "x"u8.ToArray()));
        var run = await world.PreviewAsync(Spec("seq 1 30; test ! -e bad || exit 3; test -e same || echo new > made.txt"));

        Assert.Equal("completed", run.GetProperty("state").GetString());
        Assert.Equal(
            ["org-01/service-000000 ready", "org-01/service-000001 failed run_step_failed", "org-01/service-000002 no_change"], await world.ResultsAsync(1));
        var changeset = await world.Campaign.JsonAsync("GET", "/api/campaigns/one/changesets/org-01/service-000001");
        Assert.StartsWith("steps[0]: the command ended with exit code 3:\n21\n22\n", changeset.GetProperty("reason").GetString(), StringComparison.Ordinal);
        foreach (var repository in (string[])["service-000001", "service-000002"])
            Assert.Contains("\n1\n2\n3\n", await LogAsync(world, repository), StringComparison.Ordinal);
        using var patch = await world.Campaign.SendAsync("GET", "/api/campaigns/one/changesets/org-01/service-000001/patch");
        Assert.Equal(404, (int)patch.StatusCode);
    }

    [Fact]
    public async Task What_has_no_place_is_in_no_hands_and_each_result_stands_by_itself()
    {
        await using var world = await StartAsync(repositories: 6);
        await world.PutAsync(Spec("echo new > made.txt"));
        await world.StartRunAsync();
        var batch = await LeaseTests.ClaimStartedAsync(world);
        var places = Get<CommandPlaces>(world);
        Assert.Equal((2, 0), (places.Take(), places.Take()));
        await world.Selection.RunAsync(() => Get<PreviewWork>(world).RunCommandsAsync(batch, 2, Cancellation));

        var run = await world.RunAsync(1);
        Assert.Equal((2, 4), (Count(run, "ready"), Count(run, "selected")));
        Assert.Equal(["0 4"], await world.Campaign.RowsAsync("select attempts, count(*) from targets where state = 'selected' group by 1"));
        var again = await Get<TargetClaims>(world).ClaimAsync(batch.Run, [], Cancellation);
        Assert.Equal(4, again!.Targets.Count);
        Assert.Equal(2, places.Take());
        await world.Selection.RunAsync(() => Get<PreviewWork>(world).RunCommandsAsync(again, 2, Cancellation));
        await world.WorkAsync();
        Assert.Equal(6, Count(await world.RunAsync(1), "ready"));
    }

    [Fact]
    public async Task Nothing_runs_again_where_steps_and_commit_are_the_same()
    {
        await using var world = await StartAsync(repositories: 4);
        await world.PreviewAsync(Spec("date +%s%N > made.txt"));
        world.GitHub.Simulator.Requests.Clear();
        var run = await world.PreviewAgainAsync();
        Assert.Equal((4, 1), (Count(run, "ready"), run.GetProperty("github_requests").GetInt32()));
        Assert.Equal(await world.PatchAsync("org-01/service-000003"), await world.PatchAsync("org-01/service-000003", 2));
        Assert.Equal(0, world.GitHub.Simulator.Requests.Count("GET", "/repos/{owner}/{repo}/tarball/{**ref}"));
    }

    [Fact]
    public async Task A_dry_run_runs_them_too()
    {
        await using var world = await StartAsync(repositories: 3);
        var answer = await world.Campaign.JsonAsync(
            "POST", "/api/previews", JsonSerializer.Serialize(new { spec = Spec("echo new > made.txt"), repositories = new[] { "org-01/service-000000", "org-01/service-000002" } }));
        var items = answer.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, items.Count);
        Assert.All(items, item => Assert.Contains("+new\n", item.GetProperty("patch").GetString(), StringComparison.Ordinal));
    }

    private static string Spec(string command) => PreviewWorld.Spec($$"""[{ run: { command: "{{command}}" } }]""", "org:org-01");

    private Task<PreviewWorld> StartAsync(int repositories) =>
        PreviewWorld.StartAsync(postgres, repositories, settings: ("OCTOBATCH_RUN_STEPS", "process"));

    private static async Task<string> LogAsync(PreviewWorld world, string repository)
    {
        using var answer = await world.Campaign.SendAsync("GET", $"/api/campaigns/one/changesets/org-01/{repository}/log");
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static T Get<T>(PreviewWorld world) where T : notnull => world.Campaign.Host.Services.GetRequiredService<T>();

    private static int Count(JsonElement run, string state) => run.GetProperty("counts").GetProperty(state).GetInt32();
}
