using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Octobatch.Gateway.Keys;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

/// <summary>Two keys, one of which was in use before Postgres went away.</summary>
public sealed class KeysWithoutPostgresTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private PostgresFixture.Server? server;
    private ServiceHost? gateway;
    private string dsn = "";
    private string used = "";
    private string unused = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ServiceHost Gateway => gateway!;

    [Fact]
    public async Task While_Postgres_is_away_keys_in_use_go_on_for_a_while_and_others_are_told_to_wait()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(used));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(unused));
        time.Advance(KeyLookup.Fresh);
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(used));
        time.Advance(KeyLookup.Grace);
        using var refused = await Gateway.SendAsync("GET", "/api/audit", used);
        Assert.Equal("keys_unavailable", await refused.ReadProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.NotNull(refused.Headers.RetryAfter);
        using var bootstrap = await Gateway.SendAsync("GET", "/api/keys", GatewayStack.AdminKey); // let in, as far as there is something
        Assert.Equal("postgres_unavailable", await bootstrap.ReadProblemAsync(HttpStatusCode.ServiceUnavailable));
        using var health = await Gateway.SendAsync("GET", "/livez", unused); // a key that cannot be checked does not close what is public
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task When_Postgres_is_back_a_key_that_was_revoked_meanwhile_is_refused()
    {
        time.Advance(KeyLookup.Fresh);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(unused));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(used)); // without a query: one has just failed

        await server!.Postgres.RestartAsync(Cancellation);
        await using (var database = NpgsqlDataSource.Create(dsn))
        await using (var revoke = database.CreateCommand("update gateway.api_keys set revoked_at = now()"))
            Assert.Equal(2, await revoke.ExecuteNonQueryAsync(Cancellation));
        await Eventually.TrueAsync(async () =>
        {
            using var ready = await Gateway.Client.GetAsync("/readyz", Cancellation);
            return ready.IsSuccessStatusCode;
        });
        time.Advance(KeyLookup.Fresh);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(used));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(unused));
    }

    public async ValueTask InitializeAsync()
    {
        server = await postgres.StartOwnAsync(Cancellation);
        dsn = await server.Postgres.CreateDatabaseAsync("keys", Cancellation);
        gateway = await GatewayStack.StartGatewayAsync(time, ("OCTOBATCH_POSTGRES_DSN", dsn), ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey));
        await gateway.Services.GetRequiredService<SchemaState>().WaitAsync(Cancellation);
        (used, _) = await gateway.CreateKeyAsync("viewer");
        (unused, _) = await gateway.CreateKeyAsync("viewer");
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(used)); // known, and not an admin's
        await server.Postgres.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task<HttpStatusCode> AskAsync(string key)
    {
        using var response = await Gateway.SendAsync("GET", "/api/audit", key);
        return response.StatusCode;
    }
}
