using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
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

    private static async Task<HttpStatusCode> AskAsync(ServiceHost gateway, string key)
    {
        using var response = await gateway.SendAsync("GET", "/api/audit", key);
        return response.StatusCode;
    }
}
