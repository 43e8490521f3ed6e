using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>
/// The whole way through GitHub with its published limits: install, list, read, publish, update, review, merge; and once more with a tenth
/// of all requests going wrong.
/// </summary>
public sealed class StoryTests(PostgresFixture postgres, RedisServerFixture redis, ITestOutputHelper output)
{
    private const int Repositories = 200;

    [Fact]
    public async Task The_story_ends_the_same_with_a_tenth_of_all_requests_going_wrong()
    {
        var calm = await TellAsync([]);
        var rough = await TellAsync(
        [
            new() { Kind = FaultKind.ResetBefore, Probability = 0.02 },
            new() { Kind = FaultKind.ResetAfter, Probability = 0.02 },
            new() { Kind = FaultKind.LostAnswer, Probability = 0.02 },
            new() { Kind = FaultKind.Truncated, Probability = 0.01 },
            new() { Kind = FaultKind.Status, Status = 500, Probability = 0.01 },
            new() { Kind = FaultKind.Status, Status = 503, Probability = 0.01 },
            new() { Kind = FaultKind.SecondaryLimit, RetryAfter = 7, Probability = 0.01 },
        ]);
        output.WriteLine($"{calm.Requests} requests without faults, {rough.Requests} with {rough.Faults}; {calm.Story.RequestsToRead} to read {calm.Story.Read} repositories");

        Assert.Equal(Repositories, calm.Story.Read);
        Assert.InRange(calm.Story.RequestsToRead, 1, 10);
        Assert.Equal(12, calm.Ends.Count);
        Assert.All(calm.Ends.Values, end => Assert.StartsWith("Updated [ci] MERGED, APPROVED by alice, 1 comments; ", end, StringComparison.Ordinal));
        Assert.Equal(calm.Ends, rough.Ends);
        Assert.True(rough.Faults > 10 && rough.Requests > calm.Requests);
    }

    private async Task<Told> TellAsync(FaultRule[] faults)
    {
        await using var github = await SimulatedGitHub.StartAsync(options => options with { SeededRepositories = Repositories });
        await using var database = await WriteBudgetDatabase.CreateAsync(postgres);
        await using var server = await redis.StartOwnAsync(TestContext.Current.CancellationToken);
        await using var replica = github.Replica(server.Url, database);
        github.Simulator.Installations.Uninstall(1);
        github.Installation = github.Simulator.Installations.Install("org-01", Permissions.OfApp)!.Id;
        var story = new Story(github, replica.Client.For(github.Installation));
        foreach (var fault in faults)
            github.Simulator.Faults.Add(fault);
        var telling = story.TellAsync();
        await github.Clock.RunAsync([telling], () => 0);
        if (faults.Length == 0)
            Assert.Equal(0, github.Simulator.Limits.PrimaryRefusals + github.Simulator.Limits.SecondaryRefusals);
        var struck = github.Simulator.Faults.All.Sum(fault => fault.Struck);
        github.Simulator.Faults.Clear();
        var requests = github.Simulator.Requests.Total;
        var ends = story.EndsAsync(await telling);
        await github.Clock.RunAsync([ends], () => 0);
        return new(story, await ends, requests, struck);
    }

    private sealed record Told(Story Story, SortedDictionary<string, string> Ends, long Requests, int Faults);
}
