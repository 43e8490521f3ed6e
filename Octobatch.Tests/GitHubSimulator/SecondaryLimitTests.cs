using Octobatch.GitHubSimulator.Faults;
using Octobatch.GitHubSimulator.Limits;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class SecondaryLimitTests
{
    [Fact]
    public async Task Content_is_limited_by_the_minute_and_by_the_hour()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with
        {
            Limits = LimitSettings.Published with { ContentPerMinute = 3, ContentPerHour = 5 },
        });
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        await simulator.PublishAsync(token, id, head, "acme/checkout");
        Assert.Equal((1, 1), simulator.Simulator.Limits.ContentOf(1));
        Assert.Equal(201, (await CommentAsync()).Status);
        simulator.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(201, (await CommentAsync()).Status);
        var refused = await CommentAsync();
        Assert.Equal((403, "40"), (refused.Status, refused.Header("Retry-After")));
        Assert.Contains("secondary rate limit", refused.Message, StringComparison.Ordinal);
        Assert.NotEqual("0", refused.Header("x-ratelimit-remaining"));

        simulator.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(201, (await CommentAsync()).Status);
        Assert.Equal(201, (await CommentAsync()).Status);
        simulator.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((403, "3460"), ((await CommentAsync()).Status, (await CommentAsync()).Header("Retry-After")));
        Assert.Equal(3, simulator.Simulator.Limits.SecondaryRefusals);
        simulator.Time.Advance(TimeSpan.FromSeconds(3_460));
        token = await simulator.MintAsync();
        Assert.Equal(201, (await CommentAsync()).Status);

        Task<Reply> CommentAsync() => simulator.PostAsync("/repos/acme/checkout/issues/1/comments", token, new { body = "Hello" });
    }

    [Fact]
    public async Task Points_a_minute_weigh_changes_five_times_and_GraphQL_says_no_with_200()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with
        {
            Limits = LimitSettings.Published with { RestPointsPerMinute = 11, GraphQlPointsPerMinute = 6, SecondaryStatus = 429, SaysRetryAfter = false },
        });
        var token = await simulator.MintAsync();
        Assert.Equal(201, (await BlobAsync()).Status);
        Assert.Equal(201, (await BlobAsync()).Status);
        Assert.Equal(200, (await simulator.GetAsync("/repos/acme/checkout", token)).Status);
        var refused = await simulator.GetAsync("/repos/acme/checkout", token);
        Assert.Equal((429, null), (refused.Status, refused.Header("Retry-After")));

        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        const string mutation = "mutation($i: CreateRefInput!) { createRef(input: $i) { ref { name } } }";
        var made = await simulator.QueryAsync(mutation, token, new { i = new { repositoryId = id, name = "refs/heads/a", oid = head } });
        Assert.Equal("a", made.Data("createRef").GetProperty("ref").GetProperty("name").GetString());
        var limited = await simulator.QueryAsync("{ viewer { login } }", token);
        Assert.Equal((200, "RATE_LIMITED"), (limited.Status, limited.Json.GetProperty("errors")[0].GetProperty("type").GetString()));

        Task<Reply> BlobAsync() => simulator.PostAsync("/repos/acme/checkout/git/blobs", token, new { content = "x" });
    }

    [Fact]
    public async Task More_requests_at_once_than_allowed_are_refused()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with { Limits = LimitSettings.Published with { Concurrent = 2 } });
        var token = await simulator.MintAsync();
        simulator.Simulator.Faults.Add(new FaultRule { LatencyMs = 60_000, Path = "/installation/repositories", Count = 2 });
        Task<Reply>[] slow = [simulator.GetAsync("/installation/repositories", token), simulator.GetAsync("/installation/repositories", token)];
        while (simulator.Simulator.Faults.All[0].Struck < 2)
            await Task.Yield();
        Assert.Equal(403, (await simulator.GetAsync("/repos/acme/checkout", token)).Status);
        Assert.Equal(200, (await simulator.GetAsync("/repos/globex/api", await simulator.MintAsync(2))).Status);
        while (!slow.All(task => task.IsCompleted))
        {
            simulator.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.All(await Task.WhenAll(slow), reply => Assert.Equal(200, reply.Status));
        Assert.Equal(200, (await simulator.GetAsync("/repos/acme/checkout", await simulator.MintAsync())).Status);
    }

    [Fact]
    public async Task What_counts_as_content_is_a_setting()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with
        {
            Limits = LimitSettings.Published with { Content = ContentKinds.PullRequest | ContentKinds.Branch | ContentKinds.Commit },
        });
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        await simulator.PublishAsync(token, id, head, "acme/checkout");
        Assert.Equal((3, 3), simulator.Simulator.Limits.ContentOf(1));
        simulator.Simulator.Limits.Settings = simulator.Simulator.Limits.Settings with { CountsEachMutation = false };
        await simulator.PublishAsync(token, id, head, "acme/checkout", branch: "octobatch/y");
        Assert.Equal((1, 1), simulator.Simulator.Limits.ContentOf(1));
    }

    [Fact]
    public async Task Seconds_of_CPU_are_limited_for_all_and_for_GraphQL_once_a_request_is_said_to_need_some()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with
        {
            Limits = LimitSettings.Published with { CpuMsPerRequest = 20_000 },
        });
        var token = await simulator.MintAsync();
        for (var i = 0; i < 3; i++)
            Assert.False((await simulator.QueryAsync("{ viewer { login } }", token)).Json.TryGetProperty("errors", out _));
        Assert.Equal("RATE_LIMITED", (await simulator.QueryAsync("{ viewer { login } }", token)).Json.GetProperty("errors")[0].GetProperty("type").GetString());
        Assert.Equal(200, (await simulator.GetAsync("/repos/acme/checkout", token)).Status);
        Assert.Equal(403, (await simulator.GetAsync("/repos/acme/checkout", token)).Status);
        simulator.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await simulator.GetAsync("/repos/acme/checkout", token)).Status);
    }
}
