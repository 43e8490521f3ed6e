using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns;
using Octobatch.Gateway;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Selections.Sync;

/// <summary>
/// The inventory with the gateway before it, to which the simulated GitHub sends its own webhooks: signed by GitHub, checked by the gateway,
/// stored by campaign, selection and token, followed by selection.
/// </summary>
internal sealed class WebhookWorld : IAsyncDisposable
{
    private readonly ServiceHost gateway;
    private readonly ServiceHost campaign;

    private WebhookWorld(SyncWorld inventory, ServiceHost gateway, ServiceHost campaign) =>
        (Inventory, this.gateway, this.campaign) = (inventory, gateway, campaign);

    public SyncWorld Inventory { get; }

    public static async Task<WebhookWorld> StartAsync(PostgresFixture postgres)
    {
        var inventory = await SyncWorld.StartAsync(postgres, tokens: [("OCTOBATCH_POSTGRES_DSN", await postgres.CreateDatabaseAsync())]);
        var simulator = inventory.GitHub;
        var consumer = await ServiceHost.StartAsync(
            b => b.AddCampaignService(), a => a.MapCampaignService(), ServiceSettings.With(("OCTOBATCH_POSTGRES_DSN", await postgres.CreateDatabaseAsync())), time: simulator.Time);
        var receiver = await ServiceHost.StartAsync(
            b => b.AddGatewayService(), a => a.MapGatewayService(),
            ServiceSettings.With(
                ("OCTOBATCH_POSTGRES_DSN", await postgres.CreateDatabaseAsync()), ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey),
                ("OCTOBATCH_GITHUB_WEBHOOK_SECRET", simulator.Simulator.App.WebhookSecret),
                ("OCTOBATCH_CAMPAIGN_URL", consumer.Address.AbsoluteUri), ("OCTOBATCH_SELECTION_URL", inventory.Host.Address.AbsoluteUri),
                ("OCTOBATCH_TOKEN_URL", inventory.TokenAddress.AbsoluteUri)),
            time: simulator.Time);
        foreach (var host in (ServiceHost[])[consumer, receiver])
            await host.Services.GetRequiredService<SchemaState>().WaitAsync(TestContext.Current.CancellationToken);
        await inventory.SyncAsync();
        simulator.Simulator.Webhooks.Url = new Uri(receiver.Address, "/webhooks/github");
        return new(inventory, receiver, consumer);
    }

    /// <summary>Waits until GitHub has sent what it had to say, and lets the inventory follow it.</summary>
    /// <param name="events">What was sent, such as <c>repository renamed</c>.</param>
    public async Task FollowAsync(params string[] events)
    {
        var webhooks = Inventory.GitHub.Simulator.Webhooks;
        await Eventually.TrueAsync(() => Task.FromResult(webhooks.Pending == 0));
        Assert.Equal(events, webhooks.All.Reverse().TakeLast(events.Length).Select(hook => $"{hook.Event} {hook.Action}"));
        Assert.All(webhooks.All, hook => Assert.Equal(202, hook.StatusCode));
        Assert.Equal(events.Length, (await Inventory.FollowAsync()).Count);
        await Inventory.SyncAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Inventory.DisposeAsync();
        await gateway.DisposeAsync();
        await campaign.DisposeAsync();
    }
}
