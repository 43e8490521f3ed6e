using Octobatch.GitHubSimulator.GitData;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class PullRequestTests
{
    private const string Name = "acme/checkout";
    private const string Pulls = "/repos/acme/checkout/pulls";

    [Fact]
    public async Task A_pull_request_goes_from_open_through_checks_and_review_to_merged()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await OpenAsync(simulator);
        var people = simulator.Simulator.Maintainers;
        people.Protect(Name, "main", new BranchProtection(["ci"], 1));
        Assert.Equal("blocked", await MergeStateAsync(simulator, token));
        Assert.Equal((405, "At least 1 approving review is required by reviewers with write access."), Look(await MergeAsync(simulator, token)));
        people.Approve(Name, 1);
        Assert.Equal((405, "Required status check \"ci\" is expected."), Look(await MergeAsync(simulator, token)));
        people.Check(Name, 1, null);
        people.Check(Name, 1, "success");
        Assert.Equal("clean", await MergeStateAsync(simulator, token));
        Assert.Equal((409, "Head branch was modified. Review and try the merge again."), Look(await MergeAsync(simulator, token, new string('1', 40))));
        var merged = await MergeAsync(simulator, token);
        Assert.True(merged.Json.GetProperty("merged").GetBoolean());
        var seen = (await simulator.GetAsync($"{Pulls}/1", token)).Json;
        Assert.Equal(("closed", true, merged.Json.GetProperty("sha").GetString()),
            (seen.GetProperty("state").GetString(), seen.GetProperty("merged").GetBoolean(), seen.GetProperty("merge_commit_sha").GetString()));
        var main = await simulator.GetAsync("/repos/acme/checkout/commits/main", token);
        Assert.Equal(2, main.Json.GetProperty("parents").GetArrayLength());
        Assert.Equal(405, (await MergeAsync(simulator, token)).Status);
    }

    [Fact]
    public async Task What_cannot_be_opened_is_explained_field_by_field()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await OpenAsync(simulator);
        Assert.Equal("A pull request already exists for acme:octobatch/x.", await RefusalAsync("octobatch/x", "main", "message"));
        Assert.Equal("invalid head", $"{await RefusalAsync("nowhere", "main", "code")} {await RefusalAsync("nowhere", "main", "field")}");
        Assert.Equal("invalid base", $"{await RefusalAsync("octobatch/x", "nowhere", "code")} {await RefusalAsync("octobatch/x", "nowhere", "field")}");
        Assert.Equal("No commits between main and main", await RefusalAsync("main", "main", "message"));

        async Task<string?> RefusalAsync(string head, string target, string member)
        {
            var reply = await simulator.PostAsync(Pulls, token, new { title = "T", head, @base = target });
            Assert.Equal((422, "Validation Failed"), Look(reply));
            return reply.Json.GetProperty("errors")[0].GetProperty(member).GetString();
        }
    }

    [Fact]
    public async Task Its_branch_drifts_conflicts_and_its_fate_follows_the_branch()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await OpenAsync(simulator);
        var people = simulator.Simulator.Maintainers;
        var before = (await simulator.GetAsync($"{Pulls}/1", token)).Json.GetProperty("head").GetProperty("sha").GetString();
        people.Push(Name, "octobatch/x", "more.txt", "more\n", "bob");
        var drifted = (await simulator.GetAsync($"{Pulls}/1", token)).Json;
        Assert.NotEqual(before, drifted.GetProperty("head").GetProperty("sha").GetString());
        Assert.Equal(["octobatch[bot]", "bob"], (await simulator.GetAsync($"{Pulls}/1/commits", token)).Json.EnumerateArray()
            .Select(commit => commit.GetProperty("commit").GetProperty("author").GetProperty("name").GetString()));
        people.Push(Name, "main", "README.md", "other\n", "carol");
        var conflicting = (await simulator.GetAsync($"{Pulls}/1", token)).Json;
        Assert.Equal((false, "dirty"), (conflicting.GetProperty("mergeable").GetBoolean(), conflicting.GetProperty("mergeable_state").GetString()));
        people.DeleteBranch(Name, "octobatch/x");
        var closed = (await simulator.GetAsync($"{Pulls}/1", token)).Json;
        Assert.Equal(("closed", false), (closed.GetProperty("state").GetString(), closed.GetProperty("merged").GetBoolean()));
        var reopened = await simulator.SendAsync(HttpMethod.Patch, $"{Pulls}/1", token, new { state = "open" });
        Assert.Equal(422, reopened.Status);
    }

    [Fact]
    public async Task Moving_the_branch_to_the_base_closes_it()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await OpenAsync(simulator);
        var main = (await simulator.GetAsync("/repos/acme/checkout/git/ref/heads/main", token)).Json.GetProperty("object").GetProperty("sha").GetString();
        await simulator.SendAsync(HttpMethod.Patch, "/repos/acme/checkout/git/refs/heads/octobatch/x", token, new { sha = main, force = true });
        Assert.Equal("closed", (await simulator.GetAsync($"{Pulls}/1", token)).Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Auto_merge_waits_for_checks_and_reviews()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await OpenAsync(simulator);
        simulator.Simulator.Maintainers.Protect(Name, "main", new BranchProtection(["ci"], 1));
        var id = (await simulator.GetAsync($"{Pulls}/1", token)).Json.GetProperty("node_id").GetString();
        var reply = await simulator.QueryAsync(
            "mutation($id: ID!) { enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: SQUASH }) { pullRequest { autoMergeRequest { mergeMethod } } } }", token, new { id });
        Assert.Equal("SQUASH", reply.Data("enablePullRequestAutoMerge").GetProperty("pullRequest").GetProperty("autoMergeRequest").GetProperty("mergeMethod").GetString());
        simulator.Simulator.Maintainers.Check(Name, 1, "success");
        Assert.Equal("open", (await simulator.GetAsync($"{Pulls}/1", token)).Json.GetProperty("state").GetString());
        simulator.Simulator.Maintainers.Approve(Name, 1);
        Assert.True((await simulator.GetAsync($"{Pulls}/1", token)).Json.GetProperty("merged").GetBoolean());
    }

    [Fact]
    public async Task A_stranger_keeps_everybody_from_being_asked_and_is_not_assigned()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await OpenAsync(simulator);
        var refused = await simulator.PostAsync($"{Pulls}/1/requested_reviewers", token, new { reviewers = new[] { "alice", "eve" } });
        Assert.Equal(422, refused.Status);
        Assert.StartsWith("Reviews may only be requested from collaborators.", refused.Message, StringComparison.Ordinal);
        await simulator.PostAsync("/repos/acme/checkout/issues/1/assignees", token, new { assignees = new[] { "bob", "eve" } });

        var pull = (await simulator.GetAsync($"{Pulls}/1", token)).Json;
        Assert.Empty(pull.GetProperty("requested_reviewers").EnumerateArray());
        Assert.Equal("bob", Assert.Single(pull.GetProperty("assignees").EnumerateArray()).GetProperty("login").GetString());
        var known = await simulator.QueryAsync("""{ user(login: "eve") { login } }""", token, new { });
        Assert.Equal("eve", known.Data("user").GetProperty("login").GetString());
    }

    [Theory]
    [InlineData(false, "clean")]
    [InlineData(true, "unstable")]
    public async Task Auto_merge_is_refused_where_nothing_required_is_left_to_wait_for(bool hasChecks, string status)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await OpenAsync(simulator);
        if (hasChecks)
            simulator.Simulator.Maintainers.Check(Name, 1, null);
        var id = (await simulator.GetAsync($"{Pulls}/1", token)).Json.GetProperty("node_id").GetString();
        var reply = await simulator.QueryAsync(
            "mutation($id: ID!) { enablePullRequestAutoMerge(input: { pullRequestId: $id }) { clientMutationId } }", token, new { id });
        Assert.Equal($"Pull request Pull request is in {status} status", reply.Json.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Reviews_decide_and_the_last_word_of_each_person_counts()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await OpenAsync(simulator);
        await simulator.PostAsync("/_simulator/people", body: new { action = "request_changes", repository = Name, number = 1, person = "bob" });
        Assert.Equal("CHANGES_REQUESTED", await DecisionAsync());
        await simulator.PostAsync("/_simulator/people", body: new { action = "approve", repository = Name, number = 1, person = "bob" });
        Assert.Equal("APPROVED", await DecisionAsync());
        Assert.Equal(422, (await simulator.PostAsync("/_simulator/people", body: new { action = "approve", repository = Name, number = 99 })).Status);
        Assert.Equal((422, "Can not approve your own pull request"), Look(await simulator.PostAsync($"{Pulls}/1/reviews", token, new { @event = "APPROVE" })));

        async Task<string?> DecisionAsync() => (await simulator.QueryAsync(
            "{ repository(owner: \"acme\", name: \"checkout\") { pullRequest(number: 1) { reviewDecision } } }", token)).Data("repository").GetProperty("pullRequest").GetProperty("reviewDecision").GetString();
    }

    [Fact]
    public async Task Lists_are_filtered_and_may_lag_behind()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        simulator.Simulator.StaleReads = TimeSpan.FromSeconds(5);
        var token = await OpenAsync(simulator);
        Assert.Equal(0, (await simulator.GetAsync($"{Pulls}?head=acme:octobatch/x", token)).Json.GetArrayLength());
        Assert.Equal(200, (await simulator.GetAsync($"{Pulls}/1", token)).Status);
        simulator.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, (await simulator.GetAsync($"{Pulls}?head=acme:octobatch/x&base=main", token)).Json.GetArrayLength());
        Assert.Equal(0, (await simulator.GetAsync($"{Pulls}?state=closed", token)).Json.GetArrayLength());
        Assert.Equal(0, (await simulator.GetAsync($"{Pulls}?head=acme:other", token)).Json.GetArrayLength());
    }

    private static async Task<string> OpenAsync(RunningSimulator simulator)
    {
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        var reply = await simulator.PublishAsync(token, id, head, Name);
        Assert.Equal(1, reply.Data("createPullRequest").GetProperty("pullRequest").GetProperty("number").GetInt32());
        return token;
    }

    private static Task<Reply> MergeAsync(RunningSimulator simulator, string token, string? sha = null) =>
        simulator.SendAsync(HttpMethod.Put, $"{Pulls}/1/merge", token, new { sha });

    private static async Task<string?> MergeStateAsync(RunningSimulator simulator, string token) =>
        (await simulator.GetAsync($"{Pulls}/1", token)).Json.GetProperty("mergeable_state").GetString();

    private static (int, string?) Look(Reply reply) => (reply.Status, reply.Message);
}
