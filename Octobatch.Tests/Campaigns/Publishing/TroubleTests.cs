using System.Text.Json;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>Errors of every kind on what is written once the pull request is there: each passes, or is left out with a word about it.</summary>
public sealed class TroubleTests(PostgresFixture postgres)
{
    private static readonly string[] Both = ["acme/catalog", "acme/checkout"];
    private static readonly string[] Writes = ["createLabel(", "addLabelsToLabelable(", "requestReviews(", "addAssigneesToAssignable(", "enablePullRequestAutoMerge("];

    private static readonly FaultRule Unreached = new() { Kind = FaultKind.Status, Status = 502 };
    private static readonly FaultRule Lost = new() { Kind = FaultKind.LostAnswer };
    private static readonly FaultRule Unexplained = new() { Kind = FaultKind.GraphQlError };
    private static readonly FaultRule TooMany = new() { Kind = FaultKind.SecondaryLimit, Status = 429, RetryAfter = 90 };
    private static readonly FaultRule Forbidden = new() { Kind = FaultKind.Status, Status = 403, Message = "Resource not accessible by integration" };

    public static TheoryData<string, FaultRule> Passing => new()
    {
        { "a 502 before the work", Unreached },
        { "a 502 after the work", Lost },
        { "a connection that is cut", new() { Kind = FaultKind.ResetAfter } },
        { "an error of GraphQL that GitHub cannot explain", Unexplained },
        { "a secondary limit", TooMany with { Status = 403 } },
        { "a secondary limit with 429", TooMany },
        { "a limit that GraphQL tells with 200", new() { Kind = FaultKind.GraphQlError, Type = "RATE_LIMITED", Message = "API rate limit exceeded for installation ID 1.", RetryAfter = 90 } },
    };

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task What_passes_leaves_everything_in_place_and_nothing_twice(string name, FaultRule fault)
    {
        await using var world = await PublishAsync([.. Writes.Select(write => fault with { Body = write, Count = 1 })]);

        Assert.All(world.World.GitHub.Simulator.Faults.All, rule => Assert.True(rule.Struck == 1, $"{name} did not strike {rule.Rule.Body}"));
        foreach (var repository in Both)
        {
            await HasAllButAutoMergeAsync(world, repository);
            Assert.Equal(JsonValueKind.Object, (await world.PullAsync(repository)).GetProperty("auto_merge").ValueKind);
            Assert.DoesNotContain(await world.TimelineAsync(repository), line => line.StartsWith("note:", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task After_a_limit_nothing_is_sent_to_the_organisation_until_GitHub_has_said()
    {
        await using var world = await PublishAsync([TooMany with { Body = "requestReviews(", Count = 1 }]);

        // The test's own questions come later.
        var requests = world.World.GitHub.Simulator.Requests.Last.Where(request => request.Route == "/graphql").ToList();
        var refused = requests.FindIndex(request => request.Status == 429);
        Assert.InRange(requests[refused + 1].At - requests[refused].At, TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(5));
        await HasAllButAutoMergeAsync(world, "acme/checkout");
    }

    [Theory]
    [InlineData("requestReviews(", "requested_reviewers")]
    [InlineData("addAssigneesToAssignable(", "assignees")]
    [InlineData("addLabelsToLabelable(", "labels")]
    [InlineData("createLabel(", "labels")]
    public async Task What_GitHub_refuses_for_good_is_left_out_and_the_rest_is_there(string write, string list)
    {
        await using var world = await PublishAsync(
            [new() { Body = write, Kind = FaultKind.GraphQlError, Type = "FORBIDDEN", Message = "Resource not accessible by integration" }]);

        foreach (var repository in Both)
        {
            var pull = await world.PullAsync(repository);
            foreach (var each in (string[])["labels", "requested_reviewers", "assignees"])
                Assert.Equal(each == list ? 0 : 1, pull.GetProperty(each).GetArrayLength());
            Assert.Equal(JsonValueKind.Object, pull.GetProperty("auto_merge").ValueKind);
            Assert.Single(await world.TimelineAsync(repository), line => line == "note: Left out: Resource not accessible by integration");
        }
    }

    [Fact]
    public async Task Another_error_on_each_write_ends_right_all_the_same()
    {
        await using var world = await PublishAsync([
            Unreached with { Body = "createLabel(", Count = 1 },
            Lost with { Body = "addLabelsToLabelable(", Count = 1 },
            TooMany with { Body = "requestReviews(", Count = 2 },
            Unexplained with { Body = "addAssigneesToAssignable(", Count = 2 },
            Forbidden with { Body = "enablePullRequestAutoMerge(" },
        ]);

        foreach (var repository in Both)
        {
            await HasAllButAutoMergeAsync(world, repository);
            Assert.Equal(JsonValueKind.Null, (await world.PullAsync(repository)).GetProperty("auto_merge").ValueKind);
            Assert.Single(await world.TimelineAsync(repository), line => line == "note: Left out: Resource not accessible by integration");
        }
    }

    [Fact]
    public async Task What_fails_again_and_again_waits_for_a_person_and_goes_on_when_it_passes()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var faults = world.World.GitHub.Simulator.Faults;
        faults.Add(Unreached with { Body = "addLabelsToLabelable(" });
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout", changeset: ", labels: [notices]"));
        for (var tries = 0; tries < 20 && (await world.StatesAsync())[0] == "acme/checkout open"; tries++)
            await world.WorkLaterAsync(TimeSpan.FromMinutes(11));
        Assert.StartsWith("acme/checkout needs_human ", Assert.Single(await world.StatesAsync()), StringComparison.Ordinal);
        Assert.StartsWith("Tried 12 times. ", Assert.Single(await world.World.Campaign.RowsAsync("select reason from changesets where state = 'needs_human'")), StringComparison.Ordinal);

        faults.Clear();
        await world.AskAsync("retry", """{"state":"needs_human"}""");
        await world.WorkAsync();
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Equal("notices", Assert.Single((await world.PullAsync("acme/checkout")).GetProperty("labels").EnumerateArray()).GetProperty("name").GetString());
    }

    /// <summary>Publishes in two repositories with all that a pull request may have, while these faults strike, and for a while after.</summary>
    private async Task<PublishWorld> PublishAsync(IReadOnlyList<FaultRule> faults)
    {
        var world = await PublishWorld.StartAsync(postgres);
        var simulator = world.World.GitHub.Simulator;
        foreach (var repository in Both)
            Assert.Null(simulator.Maintainers.Protect(repository, "main", new BranchProtection(["ci"], 0)));
        await world.World.PreviewAsync(PublishWorld.Spec(
            "repo:acme/checkout repo:acme/catalog", changeset: ", labels: [notices], reviewers: [alice], assignees: [bob]", more: "merge: auto"));
        var run = await world.StartAsync();
        simulator.Requests.Clear();
        foreach (var fault in faults)
            simulator.Faults.Add(fault);
        await world.WorkAsync();
        for (var minutes = 0; minutes < 20; minutes += 2)
            await world.WorkLaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal([.. Both.Select(repository => $"{repository} open")], await world.StatesAsync());
        Assert.Empty(await world.World.Campaign.RowsAsync("select waiting_reason from changesets where waiting_reason is not null or to_write"));
        Assert.Equal("completed", (await world.World.RunAsync(run)).GetProperty("state").GetString());
        return world;
    }

    private static async Task HasAllButAutoMergeAsync(PublishWorld world, string repository)
    {
        var pull = await world.PullAsync(repository);
        Assert.Equal("notices", Assert.Single(pull.GetProperty("labels").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("alice", Assert.Single(pull.GetProperty("requested_reviewers").EnumerateArray()).GetProperty("login").GetString());
        Assert.Equal("bob", Assert.Single(pull.GetProperty("assignees").EnumerateArray()).GetProperty("login").GetString());
    }
}
