using System.Net;
using Npgsql;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.ServiceDefaults;

public sealed class SchemaTests(PostgresFixture postgres)
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_replicas_that_start_at_once_make_one_schema()
    {
        var database = await postgres.CreateDatabaseAsync(cancellation);
        var replicas = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            AllServices.StartAsync("gateway", ServiceSettings.With(("OCTOBATCH_POSTGRES_DSN", database)))));
        try
        {
            foreach (var replica in replicas)
                await Eventually.TrueAsync(async () => await StatusAsync(replica, "/readyz") == HttpStatusCode.OK);
            Assert.All(replicas, r => Assert.DoesNotContain("Waiting for Postgres", r.Logs.Text, StringComparison.Ordinal));
            await using var source = NpgsqlDataSource.Create(database);
            await using var command = source.CreateCommand("select count(*), count(distinct scriptname) from gateway.schemaversions");
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            await reader.ReadAsync(cancellation);
            Assert.True(reader.GetInt64(0) >= 2);
            Assert.Equal(reader.GetInt64(0), reader.GetInt64(1)); // each script ran once
        }
        finally
        {
            foreach (var replica in replicas)
                await replica.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_database_that_is_down_at_start_is_waited_for_and_one_that_goes_is_noticed()
    {
        await using var own = await postgres.StartOwnAsync(cancellation);
        await own.Postgres.StopAsync();
        await using var campaign = await AllServices.StartAsync("campaign", ServiceSettings.With(("OCTOBATCH_POSTGRES_DSN", own.Postgres.ConnectionString)));
        await Eventually.TrueAsync(() => campaign.Logs.Text.Contains("Waiting for Postgres", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(campaign, "/readyz"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(campaign, "/livez"));

        await own.Postgres.RestartAsync(cancellation);
        await Eventually.TrueAsync(async () => await StatusAsync(campaign, "/readyz") == HttpStatusCode.OK);
        await own.Postgres.StopAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(campaign, "/readyz"));
        await own.Postgres.RestartAsync(cancellation);
        await Eventually.TrueAsync(async () => await StatusAsync(campaign, "/readyz") == HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode> StatusAsync(ServiceHost host, string path)
    {
        using var response = await host.Client.GetAsync(path, cancellation);
        return response.StatusCode;
    }
}
