using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.ServiceDefaults;

public sealed class HistorySweepTests(PostgresFixture postgres)
{
    [Fact]
    public async Task What_is_older_than_the_retention_goes_at_the_daily_sweep_and_the_rest_stays()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var campaign = await AllServices.StartAsync("campaign", ServiceSettings.With(
            ("OCTOBATCH_POSTGRES_DSN", await postgres.CreateDatabaseAsync(cancellation)), ("OCTOBATCH_RETENTION_HISTORY_DAYS", "30")), time);
        using (var ready = await WaitUntilReadyAsync(campaign))
            Assert.True(ready.IsSuccessStatusCode);

        // 2,500 rows make three batches; one row of each table is young.
        var database = campaign.Services.GetRequiredService<NpgsqlDataSource>();
        await using (var insert = database.CreateCommand(
            """
            insert into audit (at, actor, action, subject) select $1, 'system', 'thing.done', i::text from generate_series(1, 2500) i;
            """))
        {
            insert.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime.AddDays(-31) });
            await insert.ExecuteNonQueryAsync(cancellation);
        }

        await AddAsync(database, time.GetUtcNow().AddDays(-1).UtcDateTime);
        await AddAsync(database, time.GetUtcNow().AddDays(-40).UtcDateTime);
        var hours = 0;
        await Eventually.TrueAsync(async () =>
        {
            if (hours++ < 600) // some sweeps, and less than the 29 days that the young row has left
                time.Advance(TimeSpan.FromHours(1));
            return await CountAsync(database) == 2;
        });
    }

    private static async Task AddAsync(NpgsqlDataSource database, DateTime at)
    {
        await using var insert = database.CreateCommand(
            """
            with a as (insert into audit (at, actor, action, subject) values ($1, 'system', 'thing.done', 'one'))
            insert into events (delivery_id, event, payload, received_at) values (gen_random_uuid(), 'push', '', $1)
            """);
        insert.Parameters.Add(new() { Value = at });
        await insert.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database)
    {
        await using var count = database.CreateCommand("select (select count(*) from audit) + (select count(*) from events)");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task<HttpResponseMessage> WaitUntilReadyAsync(ServiceHost host)
    {
        HttpResponseMessage? response = null;
        await Eventually.TrueAsync(async () => (response = await host.Client.GetAsync("/readyz")).IsSuccessStatusCode);
        return response!;
    }
}
