using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Campaigns;
using Octobatch.Gateway;
using Octobatch.Selections;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

/// <summary>A gateway and the services behind it, each on its own port, on one database. The token service is played: it says who asked.</summary>
internal sealed class GatewayStack : IAsyncDisposable
{
    public const string AdminKey = "octo_bootstrap-key-of-the-gateway-tests";
    public const string WebhookSecret = "webhook-secret-of-the-gateway-tests";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public required string Dsn { get; init; }

    public required ServiceHost Gateway { get; init; }

    public required ServiceHost Campaign { get; init; }

    public required ServiceHost Selection { get; init; }

    public required ServiceHost Token { get; init; }

    /// <param name="settings">The gateway's, beyond the usual ones; a null value takes one away.</param>
    public static Task<GatewayStack> StartAsync(
        PostgresFixture postgres, TimeProvider? time = null, params (string Variable, string? Value)[] settings) => StartAsync(postgres, [], time, settings);

    /// <param name="campaign">The campaign service's, beyond the usual ones.</param>
    public static async Task<GatewayStack> StartAsync(
        PostgresFixture postgres, (string Variable, string? Value)[] campaign, TimeProvider? time = null, params (string Variable, string? Value)[] settings)
    {
        var dsn = await postgres.CreateDatabaseAsync(Cancellation);
        var inside = ServiceSettings.With(("OCTOBATCH_POSTGRES_DSN", dsn));
        var campaigns = await ServiceHost.StartAsync(
            b => b.AddCampaignService(), a => a.MapCampaignService(), ServiceSettings.With([("OCTOBATCH_POSTGRES_DSN", dsn), .. campaign]));
        var selection = await ServiceHost.StartAsync(b => b.AddSelectionService(), a => a.MapSelectionService(), inside);
        var token = await ServiceHost.StartAsync(
            b => b.AddServiceDefaults(OctobatchService.Token, typeof(GatewayStack).Assembly), MapToken, inside);
        (string, string?)[] own =
        [
            ("OCTOBATCH_POSTGRES_DSN", dsn),
            ("OCTOBATCH_ADMIN_KEY", AdminKey),
            ("OCTOBATCH_GITHUB_WEBHOOK_SECRET", WebhookSecret),
            ("OCTOBATCH_CAMPAIGN_URL", campaigns.Address.AbsoluteUri),
            ("OCTOBATCH_SELECTION_URL", selection.Address.AbsoluteUri),
            ("OCTOBATCH_TOKEN_URL", token.Address.AbsoluteUri),
            .. settings,
        ];
        var stack = new GatewayStack
        {
            Dsn = dsn,
            Campaign = campaigns,
            Selection = selection,
            Token = token,
            Gateway = await StartGatewayAsync(time, own),
        };
        foreach (var host in (ServiceHost[])[stack.Gateway, campaigns, selection, token])
            await host.Services.GetRequiredService<SchemaState>().WaitAsync(Cancellation);
        return stack;
    }

    public static Task<ServiceHost> StartGatewayAsync(TimeProvider? time, params (string Variable, string? Value)[] settings) =>
        ServiceHost.StartAsync(b => b.AddGatewayService(), a => a.MapGatewayService(), ServiceSettings.With(settings), time: time);

    /// <summary>One number out of the database, such as a count.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var postgres = NpgsqlDataSource.Create(Dsn);
        await using var command = postgres.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in (ServiceHost[])[Gateway, Campaign, Selection, Token])
            await host.DisposeAsync();
    }

    private static void MapToken(WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapGet("/tokens/installations/{id}", (HttpContext http) => new
        {
            Caller = Caller.From(http.User),
            Headers = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal),
        });
        app.MapPost("/tokens/installations/{id}", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            return Results.Text(await reader.ReadToEndAsync(http.RequestAborted), "application/json");
        });
    }
}
