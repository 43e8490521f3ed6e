using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns.Previews;
using Octobatch.Campaigns.Previews.Storage;
using Octobatch.Campaigns.Runs.Resolving;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Previews;

/// <summary>Workers that die, come late or are stopped, and a blob store that is away: the rows say the same in the end.</summary>
public sealed class LeaseTests(PostgresFixture postgres)
{
    private static readonly string Spec = PreviewWorld.Spec("""[{ write: { file: new.md, content: "one\n" } }]""", "org:org-01");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_whose_worker_died_is_done_by_another_and_the_late_one_changes_nothing()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 150);
        var batch = await ClaimAsync(world);
        await world.Engine.RunAsync(untilIdle: true, Cancellation); // the clock stands still: no lease ends meanwhile
        Assert.Equal(100, Count(await world.RunAsync(1), "selected")); // the dead worker's

        await world.WorkLaterAsync(RunStore.Lease + TimeSpan.FromSeconds(1));
        var run = await world.RunAsync(1);
        Assert.Equal("completed", run.GetProperty("state").GetString());
        Assert.Equal(150, Count(run, "ready"));

        await world.Selection.RunAsync(() => Get<PreviewWork>(world).RunAsync(batch, Cancellation));
        Assert.Equal(["150"], await world.Campaign.RowsAsync("select count(*) from changeset_events"));
        Assert.Equal(150, Count(await world.RunAsync(1), "ready"));
    }

    [Fact]
    public async Task A_lease_that_is_renewed_is_not_lost_however_long_the_batch_takes()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 20);
        var batch = await ClaimAsync(world);
        for (var time = TimeSpan.Zero; time < RunStore.Lease * 3; time += RunStore.Lease / 3)
        {
            world.Time.Advance(RunStore.Lease / 3);
            Assert.True(await Get<TargetClaims>(world).RenewAsync(batch, Cancellation));
            Assert.Null(await Get<TargetClaims>(world).ClaimAsync(batch.Run, [], Cancellation));
        }
    }

    [Fact]
    public async Task A_target_that_takes_every_worker_down_fails_in_the_end()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 3);
        var batch = await ClaimAsync(world);
        for (var death = 1; death < 20; death++)
        {
            world.Time.Advance(RunStore.Lease + TimeSpan.FromSeconds(1));
            Assert.NotNull(await Get<TargetClaims>(world).ClaimAsync(batch.Run, [], Cancellation));
        }

        await world.WorkLaterAsync(RunStore.Lease + TimeSpan.FromSeconds(1));
        Assert.All(await world.ResultsAsync(1), result => Assert.EndsWith(" failed internal_error", result, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_resolution_whose_worker_died_is_done_again_with_the_same_snapshot_and_the_late_one_adds_nothing()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 30);
        await world.PutAsync(Spec);
        await world.StartRunAsync();
        var claim = (await Get<RunStore>(world).ClaimResolveAsync(Cancellation))!;
        await world.WorkAsync();
        Assert.Equal("running", (await world.RunAsync(1)).GetProperty("state").GetString());

        await world.WorkLaterAsync(RunStore.Lease + TimeSpan.FromSeconds(1));
        Assert.Equal(30, Count(await world.RunAsync(1), "ready"));
        await world.Selection.RunAsync(() => Get<RunResolver>(world).ResolveAsync(claim, Cancellation));
        Assert.Equal(["30"], await world.Campaign.RowsAsync("select count(*) from targets"));
        Assert.Equal(30, Count(await world.RunAsync(1), "total"));
    }

    [Fact]
    public async Task While_selection_is_away_the_run_says_what_it_waits_for()
    {
        await using var campaign = await Specs.CampaignHost.StartAsync(postgres);
        await campaign.JsonAsync("POST", "/api/campaigns", Spec, "application/yaml");
        await campaign.JsonAsync("POST", "/api/campaigns/one/runs", """{"kind":"preview"}""");
        var claim = (await campaign.Host.Services.GetRequiredService<RunStore>().ClaimResolveAsync(Cancellation))!;
        await campaign.Host.Services.GetRequiredService<RunResolver>().ResolveAsync(claim, Cancellation);
        var run = await campaign.JsonAsync("GET", "/api/campaigns/one/runs/1");
        Assert.Equal("running", run.GetProperty("state").GetString());
        Assert.Contains("selection service cannot be reached", run.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paused_run_begins_nothing_more_until_it_is_resumed()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 250);
        var batch = await ClaimAsync(world);
        await world.Campaign.JsonAsync("POST", "/api/campaigns/one/runs/1/pause");
        Assert.Null(await Get<TargetClaims>(world).ClaimAsync(batch.Run, [], Cancellation));
        await world.Selection.RunAsync(() => Get<PreviewWork>(world).RunAsync(batch, Cancellation)); // it had begun
        await world.WorkAsync();
        var paused = await world.RunAsync(1);
        Assert.Equal(("paused", 100, 150), (paused.GetProperty("state").GetString(), Count(paused, "ready"), Count(paused, "selected")));

        await world.Campaign.JsonAsync("POST", "/api/campaigns/one/runs/1/resume");
        await world.WorkAsync();
        var run = await world.RunAsync(1);
        Assert.Equal(("completed", 250), (run.GetProperty("state").GetString(), Count(run, "ready")));
    }

    [Fact]
    public async Task A_cancelled_run_ends_and_says_so_to_what_it_has_not_looked_at()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 250);
        var batch = await ClaimAsync(world);
        await world.Selection.RunAsync(() => Get<PreviewWork>(world).RunAsync(batch, Cancellation));
        await world.Campaign.JsonAsync("POST", "/api/campaigns/one/runs/1/cancel");
        await world.WorkAsync();
        Assert.Equal("cancelled", (await world.RunAsync(1)).GetProperty("state").GetString());
        Assert.Equal(["cancelled 150", "ready 100"], await world.Campaign.RowsAsync("select state, count(*) from changesets group by state order by 1"));

        var next = await world.PreviewAgainAsync();
        Assert.Equal(250, Count(next, "ready"));
        Assert.Equal(["100"], await world.Campaign.RowsAsync("select count(*) from targets where reused"));
    }

    [Fact]
    public async Task No_row_says_ready_before_its_artifact_is_in_the_blob_store()
    {
        var fails = true;
        using var folder = new TempDirectory();
        var blobs = new FlakyBlobStore(new FileBlobStore(folder.Path), () => fails);
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 20, services => services.AddSingleton<IBlobStore>(blobs));
        await world.PutAsync(Spec);
        await world.StartRunAsync();
        for (var round = 0; round < 30; round++)
            await world.WorkLaterAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(20, Count(await world.RunAsync(1), "selected"));

        fails = false;
        await world.WorkLaterAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(("completed", 20), ((await world.RunAsync(1)).GetProperty("state").GetString(), blobs.Written));
    }

    [Fact]
    public async Task One_slow_installation_leaves_room_for_the_others()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 1_100);
        await world.PutAsync(PreviewWorld.Spec("""[{ write: { file: new.md, content: "one\n" } }]""", "name:service-*"));
        await world.StartRunAsync();
        // The first organisation's limit is used up for half an hour; the second's is not.
        world.GitHub.Simulator.Faults.Add(new() { InstallationId = 1, Path = "/graphql", Kind = Octobatch.GitHubSimulator.Faults.FaultKind.SecondaryLimit, RetryAfter = 1800 });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var working = world.Engine.RunAsync(untilIdle: true, stop.Token);
        await world.Selection.RunAsync(() => Eventually.TrueAsync(async () => (await world.Campaign.RowsAsync(
            "select count(*) from targets where installation_id = 2 and state = 'ready'"))[0] == "100"));
        Assert.Equal(["1000"], await world.Campaign.RowsAsync("select count(*) from targets where installation_id = 1 and state = 'selected'"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => working);
    }

    private static async Task<PreviewBatch> ClaimAsync(PreviewWorld world)
    {
        await world.PutAsync(Spec);
        await world.StartRunAsync();
        return await ClaimStartedAsync(world);
    }

    /// <summary>Resolves the run that has started, and claims a batch of it.</summary>
    internal static async Task<PreviewBatch> ClaimStartedAsync(PreviewWorld world)
    {
        var claim = (await Get<RunStore>(world).ClaimResolveAsync(Cancellation))!;
        await world.Selection.RunAsync(() => Get<RunResolver>(world).ResolveAsync(claim, Cancellation));
        var active = Assert.Single(await Get<TargetClaims>(world).ActiveAsync(Cancellation));
        return (await Get<TargetClaims>(world).ClaimAsync(active, [], Cancellation))!;
    }

    private static T Get<T>(PreviewWorld world) where T : notnull => world.Campaign.Host.Services.GetRequiredService<T>();

    private static int Count(System.Text.Json.JsonElement run, string state) => run.GetProperty("counts").GetProperty(state).GetInt32();
}
