using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns.Publishing.Watching.Redelivery;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Watching;

public sealed class RedeliveryTests(PostgresFixture postgres)
{
    private const string Attempts = "/app/hook/deliveries/{delivery_id}/attempts";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_that_failed_is_asked_for_again_once_and_followed()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "repo:acme/checkout");
        var webhooks = world.Publishing.World.GitHub.Simulator.Webhooks;
        var gateway = webhooks.Url;
        webhooks.Url = new(ServiceSettings.Nowhere);
        Assert.Null(world.People.Close("acme/checkout", await world.PullAsync("acme/checkout")));
        Assert.Equal(0, await world.FollowAsync());
        var lost = webhooks.All.Count;

        webhooks.Url = gateway;
        Assert.Equal(lost, (await RoundAsync(world))!.Asked);
        await world.SettleAsync();
        Assert.StartsWith("closed", await world.OneAsync("acme/checkout"), StringComparison.Ordinal);

        Assert.Null(await RoundAsync(world)); // not due
        world.Publishing.World.Time.Advance(RedeliveryRound.Every);
        Assert.Equal(new RoundEnd(0, null), await RoundAsync(world));
        Assert.Equal(lost, world.Publishing.World.GitHub.Simulator.Requests.Count("POST", Attempts));
        Assert.Equal([$"{lost}"], await world.Publishing.World.Campaign.RowsAsync("select count(*) from audit where action = 'webhook.redelivery_asked'"));
    }

    [Fact]
    public async Task One_that_fails_again_is_asked_for_at_growing_distances_and_then_no_more()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "repo:acme/checkout");
        var simulator = world.Publishing.World.GitHub.Simulator;
        simulator.Webhooks.Url = new(ServiceSettings.Nowhere);
        Assert.Null(world.People.Push("acme/checkout", "main", "NEW", "new"));

        var asked = new List<int>();
        for (var minute = 0; minute < 700; minute += 2)
        {
            await Eventually.TrueAsync(() => simulator.Webhooks.Pending == 0);
            if ((await RoundAsync(world))!.Asked > 0)
                asked.Add(minute);
            world.Publishing.World.Time.Advance(RedeliveryRound.Every);
        }

        Assert.Equal([0, 2, 10, 42, 170], asked);
    }

    [Fact]
    public async Task Replicas_do_not_repeat_each_other()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "repo:acme/checkout");
        var simulator = world.Publishing.World.GitHub.Simulator;
        simulator.Webhooks.Url = new(ServiceSettings.Nowhere);
        for (var i = 0; i < 20; i++)
            Assert.Null(world.People.Push("acme/checkout", "main", "NEW", $"{i}"));
        await Eventually.TrueAsync(() => simulator.Webhooks.Pending == 0);

        var services = world.Publishing.World.Campaign.Host.Services;
        var ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<RedeliveryRound>(services).RunAsync(Cancellation)));

        Assert.Equal(20, ends.Sum(end => end?.Asked ?? 0));
        Assert.Equal(20, simulator.Requests.Count("POST", Attempts));
    }

    [Fact]
    public async Task A_failure_says_why_and_the_next_round_goes_on_where_it_was()
    {
        await using var world = await WatchWorld.StartAsync(postgres, "repo:acme/checkout");
        var simulator = world.Publishing.World.GitHub.Simulator;
        simulator.Webhooks.Url = new(ServiceSettings.Nowhere);
        Assert.Null(world.People.Push("acme/checkout", "main", "NEW", "new"));
        await Eventually.TrueAsync(() => simulator.Webhooks.Pending == 0);
        var fault = simulator.Faults.Add(new() { Method = "POST", Path = "/app/hook/*", Kind = Octobatch.GitHubSimulator.Faults.FaultKind.Status, Status = 500 });

        var end = await RoundAsync(world);
        Assert.Equal(0, end!.Asked);
        Assert.StartsWith("The token service answered 50", end.Error, StringComparison.Ordinal);
        Assert.Equal([end.Error!], await world.Publishing.World.Campaign.RowsAsync("select error from delivery_looks"));

        simulator.Faults.Remove(fault);
        world.Publishing.World.Time.Advance(TimeSpan.FromHours(2)); // longer than the first look goes back
        Assert.Equal(1, (await RoundAsync(world))!.Asked);
    }

    private static Task<RoundEnd?> RoundAsync(WatchWorld world) =>
        world.Publishing.World.Campaign.Host.Services.GetRequiredService<RedeliveryRound>().RunAsync(Cancellation);
}
