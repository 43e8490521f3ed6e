using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Chaos;

/// <summary>Real seconds count here, so nothing else of this suite runs beside it.</summary>
[CollectionDefinition(nameof(ChaosTests), DisableParallelization = true)]
public sealed class ChaosAlone;

/// <summary>
/// A campaign of 1,000 repositories while everything breaks: four times one of three workers is killed, as soon as something has happened since
/// the time before; Redis goes, Postgres restarts, and the blob store fails half of the writes, by chance. What is found is what an undisturbed run finds, row by row and byte by byte.
/// </summary>
[Collection(nameof(ChaosTests))]
public sealed class ChaosTests(PostgresFixture postgres)
{
    private const int Repositories = 1_000;
    private const int Workers = 3;
    private const int Kills = 4;

    private const string Rows =
        """
        select repository, t.state, coalesce(base_commit, ''), coalesce(patch_hash, ''), coalesce(artifact, ''), t.files, t.additions, t.deletions,
            coalesce(failure, '') from campaign.targets t order by owner_key, name_key
        """;

    private const string Changesets =
        """
        select c.repository, c.state, c.preview, coalesce(c.patch_hash, ''), coalesce(c.artifact, ''), c.files, c.additions, c.deletions,
            (select count(*) from campaign.changeset_events e where e.repository_id = c.repository_id and e.state = c.state)
        from campaign.changesets c order by c.owner_key, c.name_key
        """;

    private const string Progress = "(select coalesce(sum(lease), 0) + count(*) filter (where state <> 'selected') from campaign.targets)";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_campaign_survives_it_all_with_the_result_of_an_undisturbed_one()
    {
        await using var world = await ChaosWorld.StartAsync(postgres, Repositories);
        var calm = await world.CreateCampaignAsync("calm");
        await using (var alone = await world.StartReplicaAsync(calm))
        {
            await ChaosWorld.PreviewAsync(alone);
            await alone.Host.Services.GetRequiredService<RunEngine>().RunAsync(untilIdle: true, Cancellation);
        }

        var stormy = await world.CreateCampaignAsync("stormy");
        await using var client = await world.StartReplicaAsync(stormy);
        await ChaosWorld.PreviewAsync(client);
        world.SlowDown();
        await using (var workers = new WorkerProcesses(Workers, world.WorkerSettings(stormy)))
            await StormAsync(world, workers, stormy);

        Assert.Equal(await RowsAsync(calm.Dsn, Rows), await RowsAsync(stormy.Dsn, Rows));
        Assert.Equal(await RowsAsync(calm.Dsn, Changesets), await RowsAsync(stormy.Dsn, Changesets));
        Assert.Equal(["1000"], await RowsAsync(stormy.Dsn, "select count(*) from campaign.changeset_events")); // nothing was told twice
        Assert.Equal(500, await ChaosWorld.CompareBlobsAsync(calm, stormy));
        Assert.NotEqual("0", (await RowsAsync(stormy.Dsn, "select count(*) from campaign.targets where lease > 1"))[0]); // it was disturbed
    }

    /// <summary>One of the workers; started by the test above, and by nobody else.</summary>
    [Fact(Explicit = true)]
    public Task Worker() => WorkerProcesses.ServeAsync();

    /// <summary>Each blow falls when something has happened since the one before: batches claimed, or results written.</summary>
    private static async Task StormAsync(ChaosWorld world, WorkerProcesses workers, ChaosCampaign stormy)
    {
        workers.Start();
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = kill == 0 ? "0" : (await RowsAsync(stormy.Dsn, $"select {Progress}"))[0];
            await ChaosWorld.UntilAsync(stormy, workers, $"select {Progress} > {before} or (select state = 'completed' from campaign.runs)");
            workers.Replace(kill % Workers);
            if (kill == 1)
                await world.Redis.StopAsync();
            if (kill == 2)
                await world.Postgres.RestartAsync(Cancellation);
        }

        await ChaosWorld.UntilAsync(stormy, workers, "select state = 'completed' from campaign.runs");
    }

    private static async Task<List<string>> RowsAsync(string dsn, string sql)
    {
        await using var database = NpgsqlDataSource.Create(dsn);
        await using var command = database.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await row.ReadAsync(Cancellation))
            rows.Add(string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(i => row.GetValue(i).ToString())));
        return rows;
    }
}
