using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.Tests.Campaigns.Publishing;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Chaos;

/// <summary>
/// A campaign is published while everything breaks. At the end each target has exactly one branch and one pull request, what is recorded is
/// what GitHub has, and no person's commit is lost.
/// </summary>
[Collection(nameof(ChaosTests))]
public sealed class PublishChaosTests(PostgresFixture postgres, ITestOutputHelper output)
{
    /// <summary>How many repositories <see cref="As_large_as_it_is_asked_for"/> has.</summary>
    private const string SizeVariable = "OCTOBATCH_CHAOS_REPOSITORIES";

    private const int Workers = 3;
    private const string Branch = "octobatch/one";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_campaign_of_300_is_published_in_a_storm() => PublishAsync(300, TimeSpan.FromMinutes(8));

    /// <summary>The same at any size: <c>dotnet run --project Octobatch.Benchmarks -- chaos</c>.</summary>
    [Fact(Explicit = true)]
    public Task As_large_as_it_is_asked_for() =>
        PublishAsync(int.Parse(Environment.GetEnvironmentVariable(SizeVariable) ?? "5000", CultureInfo.InvariantCulture), TimeSpan.FromHours(3));

    private async Task PublishAsync(int repositories, TimeSpan longest)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(longest);
        // The hour's limit would make an hour of it; the minute's and all others are GitHub's.
        await using var world = await ChaosWorld.StartAsync(
            postgres, repositories, LimitSettings.Published with { ContentPerHour = 10 * repositories }, ("OCTOBATCH_GITHUB_CONTENT_PER_HOUR", $"{10 * repositories}"));
        var campaign = await world.CreateCampaignAsync("stormy");
        await using var client = await world.StartReplicaAsync(campaign);
        await client.JsonAsync("POST", "/api/campaigns", PublishWorld.Spec("archived:false"), "application/yaml");
        await client.JsonAsync("POST", "/api/campaigns/one/runs", """{"kind":"preview"}""");
        await client.Host.Services.GetRequiredService<RunEngine>().RunAsync(untilIdle: true, limit.Token);
        var targets = await client.RowsAsync("select repository from changesets where state = 'ready' order by owner_key, name_key");
        Assert.InRange(targets.Count, repositories * 3 / 4, repositories);
        await world.SendWebhooksAsync(client);
        await client.JsonAsync("POST", "/api/campaigns/one/runs", """{"kind":"publish"}""");

        var started = TimeProvider.System.GetTimestamp();
        await using var workers = new WorkerProcesses(Workers, world.WorkerSettings(campaign));
        var storm = new PublishStorm(world, workers, Workers, targets, new Random(7));
        try
        {
            await storm.RunAsync(limit.Token);
            output.WriteLine($"{targets.Count} published after {TimeProvider.System.GetElapsedTime(started)}");
            while (await DifferencesAsync(world, client, targets, storm) is { Count: > 0 })
                await Task.Delay(500, limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{string.Join('\n', (await DifferencesAsync(world, client, targets, storm)).Take(20))}\nA worker says: {await workers.StopAndReadAsync()}");
        }

        output.WriteLine($"calm after {TimeProvider.System.GetElapsedTime(started)}; {storm.Killed} workers killed, {storm.HumanCommits.Count} commits by people, "
            + $"{world.GitHub.Requests.Total} requests");
        foreach (var repository in targets)
        {
            var branches = world.GitHub.Views.BranchesOf(repository);
            Assert.Equal(Branch, Assert.Single(branches.Keys, name => name.StartsWith("octobatch/", StringComparison.Ordinal)));
            Assert.Equal(world.GitHub.Views.PullsOf(repository)[0].HeadSha, branches[Branch]);
        }

        foreach (var (repository, commit) in storm.HumanCommits)
            Assert.True(world.GitHub.Views.Has(repository, Branch, commit), $"A person's commit is lost in {repository}.");
        Assert.Equal(0, world.GitHub.Limits.SecondaryRefusals);
        Assert.InRange(storm.Killed, Workers, int.MaxValue);
        Assert.NotEmpty(storm.HumanCommits);
        Assert.NotEqual(["0"], await client.RowsAsync("select count(*) from audit where details ->> 'unclear' = 'true'")); // answers were lost
    }

    /// <summary>What is recorded otherwise than GitHub has it, in words.</summary>
    private static async Task<List<string>> DifferencesAsync(ChaosWorld world, Specs.CampaignHost client, IReadOnlyList<string> targets, PublishStorm storm)
    {
        var differences = new List<string>();
        var run = (await client.RowsAsync("select state || ' ' || coalesce(error, '') from runs where kind = 'publish'"))[0];
        if (run != "completed ")
            differences.Add($"The run is {run}");
        var rows = new Dictionary<string, (string State, int? Pull, string? Checks, string? Head, string? Why)>(StringComparer.Ordinal);
        await using (var command = client.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select repository, state, pull_number, checks, head_commit, reason from changesets"))
        {
            await using var row = await command.ExecuteReaderAsync(Cancellation);
            while (await row.ReadAsync(Cancellation))
                rows[row.GetString(0)] = (row.GetString(1), row.IsDBNull(2) ? null : row.GetInt32(2), Text(row, 3), Text(row, 4), Text(row, 5));
        }

        foreach (var repository in targets)
        {
            var pulls = world.GitHub.Views.PullsOf(repository);
            var recorded = rows[repository];
            var foreign = storm.HumanCommits.ContainsKey(repository);
            var expected = pulls is not [var pull] ? "one pull request" : (pull.State, foreign) switch
            {
                ("MERGED", _) => $"merged {pull.Number}",
                ("CLOSED", _) => $"closed {pull.Number}",
                (_, true) => $"needs_human {pull.Number}",
                _ => $"open {pull.Number} {Checks(pull.Checks)} {pull.HeadSha}",
            };
            var actual = recorded.State is "open" ? $"open {recorded.Pull} {recorded.Checks} {recorded.Head}" : $"{recorded.State} {recorded.Pull}";
            if (expected != actual)
                differences.Add($"{repository}: GitHub has {expected}; recorded is {actual} {recorded.Why}");
        }

        return differences;
    }

    private static string Checks(string? rollup) => rollup switch
    {
        null => "none",
        "SUCCESS" => "passing",
        "PENDING" => "pending",
        _ => "failing",
    };

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
