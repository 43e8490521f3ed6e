using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Octobatch.Gateway.Keys;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

public sealed class KeysWithoutPostgresTests(PostgresFixture postgres)
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task While_Postgres_is_away_keys_in_use_go_on_for_a_while_and_others_are_told_to_wait()
    {
        await using var server = await postgres.StartOwnAsync(TestContext.Current.CancellationToken);
        var dsn = await server.Postgres.CreateDatabaseAsync("keys", TestContext.Current.CancellationToken);
        await using var gateway = await GatewayStack.StartGatewayAsync(
            time, ("OCTOBATCH_POSTGRES_DSN", dsn), ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey));
        await gateway.Services.GetRequiredService<SchemaState>().WaitAsync(TestContext.Current.CancellationToken);
        var (used, _) = await gateway.CreateKeyAsync("viewer");
        var (unused, _) = await gateway.CreateKeyAsync("viewer");
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(gateway, used)); // known, and not an admin's

        await server.Postgres.StopAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(gateway, used));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(gateway, unused));
        time.Advance(KeyLookup.Fresh);
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(gateway, used));
        time.Advance(KeyLookup.Grace);
        using var refused = await gateway.SendAsync("GET", "/api/audit", used);
        Assert.Equal("keys_unavailable", await refused.ReadProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.NotNull(refused.Headers.RetryAfter);
        using var bootstrap = await gateway.SendAsync("GET", "/api/keys", GatewayStack.AdminKey); // let in, as far as there is something
        Assert.Equal("postgres_unavailable", await bootstrap.ReadProblemAsync(HttpStatusCode.ServiceUnavailable));
        using var health = await gateway.SendAsync("GET", "/livez", unused); // a key that cannot be checked does not close what is public
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task When_Postgres_is_back_a_key_that_was_revoked_meanwhile_is_refused()
    {
        await using var server = await postgres.StartOwnAsync(TestContext.Current.CancellationToken);
        var dsn = await server.Postgres.CreateDatabaseAsync("keys", TestContext.Current.CancellationToken);
        await using var gateway = await GatewayStack.StartGatewayAsync(
            time, ("OCTOBATCH_POSTGRES_DSN", dsn), ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey));
        await gateway.Services.GetRequiredService<SchemaState>().WaitAsync(TestContext.Current.CancellationToken);
        var (used, _) = await gateway.CreateKeyAsync("viewer");
        var (unused, _) = await gateway.CreateKeyAsync("viewer");
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(gateway, used));
        await server.Postgres.StopAsync();
        time.Advance(KeyLookup.Fresh);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(gateway, unused));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(gateway, used)); // without a query: one has just failed

        await server.Postgres.RestartAsync(TestContext.Current.CancellationToken);
        await using (var database = NpgsqlDataSource.Create(dsn))
        await using (var revoke = database.CreateCommand("update gateway.api_keys set revoked_at = now()"))
            Assert.Equal(2, await revoke.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        await Eventually.TrueAsync(async () =>
        {
            using var ready = await gateway.Client.GetAsync("/readyz", TestContext.Current.CancellationToken);
            return ready.IsSuccessStatusCode;
        });
        time.Advance(KeyLookup.Fresh);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(gateway, used));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(gateway, unused));
    }

    private static async Task<HttpStatusCode> AskAsync(ServiceHost gateway, string key)
    {
        using var response = await gateway.SendAsync("GET", "/api/audit", key);
        return response.StatusCode;
    }
}
