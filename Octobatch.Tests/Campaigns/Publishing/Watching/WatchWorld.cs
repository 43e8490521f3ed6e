using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Campaigns.Publishing.Watching;
using Octobatch.Gateway;
using Octobatch.GitHubSimulator.People;
using Octobatch.ServiceDefaults.Events;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Watching;

/// <summary>
/// A published campaign with the gateway before it, to which the simulated GitHub sends its own webhooks. They are followed when a test says
/// so.
/// </summary>
internal sealed class WatchWorld(PublishWorld publishing, ServiceHost gateway) : IAsyncDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public PublishWorld Publishing => publishing;

    public Maintainers People => publishing.World.GitHub.Simulator.Maintainers;

    /// <param name="query">Which repositories have an open pull request.</param>
    public static async Task<WatchWorld> StartAsync(PostgresFixture postgres, string query, int? repositories = null, string more = "")
    {
        var publishing = await PublishWorld.StartAsync(postgres, repositories);
        var world = publishing.World;
        var gateway = await ServiceHost.StartAsync(
            b => b.AddGatewayService(), a => a.MapGatewayService(),
            ServiceSettings.With(
                ("OCTOBATCH_POSTGRES_DSN", await postgres.CreateDatabaseAsync()), ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey),
                ("OCTOBATCH_GITHUB_WEBHOOK_SECRET", world.GitHub.Simulator.App.WebhookSecret),
                ("OCTOBATCH_CAMPAIGN_URL", world.Campaign.Host.Address.AbsoluteUri), ("OCTOBATCH_SELECTION_URL", world.Selection.Host.Address.AbsoluteUri),
                ("OCTOBATCH_TOKEN_URL", world.Selection.TokenAddress.AbsoluteUri)),
            time: world.Time);
        await gateway.Services.GetRequiredService<SchemaState>().WaitAsync(Cancellation);
        await publishing.PublishAsync(PublishWorld.Spec(query, more: more));
        Assert.All(await publishing.StatesAsync(), state => Assert.EndsWith(" open", state, StringComparison.Ordinal));
        world.GitHub.Simulator.Webhooks.Url = new Uri(gateway.Address, "/webhooks/github");
        return new(publishing, gateway);
    }

    /// <summary>GitHub sends what it has to say, which is followed. How many events came.</summary>
    public async Task<int> FollowAsync()
    {
        var webhooks = publishing.World.GitHub.Simulator.Webhooks;
        await Eventually.TrueAsync(() => webhooks.Pending == 0);
        return (await publishing.World.Campaign.Host.Services.GetRequiredService<IEventFollower>().FollowAsync(Cancellation)).Count;
    }

    /// <summary>Follows, and does what is due as soon as hints have settled.</summary>
    public async Task SettleAsync()
    {
        await FollowAsync();
        await publishing.WorkLaterAsync(HintFollower.Settling);
    }

    /// <summary>A webhook as the gateway hands it over.</summary>
    public async Task ReceiveAsync(string name, string payload)
    {
        await using var command = publishing.World.Campaign.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "insert into events (delivery_id, event, payload, received_at) values (gen_random_uuid(), $1, convert_to($2, 'UTF8'), $3)");
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = payload });
        command.Parameters.Add(new() { Value = publishing.World.Time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>The number of a repository's only pull request.</summary>
    public async Task<int> PullAsync(string repository) => Assert.Single(await publishing.PullsAsync(repository)).GetProperty("number").GetInt32();

    /// <summary><c>state checks review</c> of one changeset.</summary>
    public async Task<string> OneAsync(string repository) => Assert.Single(await publishing.World.Campaign.RowsAsync(
        $"select concat_ws(' ', state, checks, review) from changesets where repository = '{repository}'"));

    /// <summary>Requests to GitHub since the list was cleared, tokens aside.</summary>
    public long Requests() => publishing.World.Selection.Counted();

    public async ValueTask DisposeAsync()
    {
        await publishing.DisposeAsync();
        await gateway.DisposeAsync();
    }
}
