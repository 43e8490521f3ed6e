using System.Net.Http.Headers;
using Octobatch.GitHubSimulator.Faults;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class FaultTests
{
    [Fact]
    public async Task A_rule_strikes_what_it_names_as_often_as_it_says()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        await simulator.PostAsync("/_simulator/faults", body: new
        {
            method = "get",
            path = "/installation/*",
            installation_id = 1,
            skip = 1,
            count = 2,
            kind = "status",
            status = 503,
            retry_after = 7,
        });
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
            statuses.Add((await simulator.GetAsync("/installation/repositories", token)).Status);
        Assert.Equal([200, 503, 503, 200], statuses);
        Assert.Equal(200, (await simulator.GetAsync("/app", simulator.Jwt())).Status);
    }

    [Fact]
    public async Task A_probability_is_kept_and_the_same_dice_fall_the_same_way()
    {
        async Task<int> Struck()
        {
            await using var simulator = await RunningSimulator.StartAsync();
            simulator.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.Status, Status = 500, Probability = 0.3 });
            for (var i = 0; i < 200; i++)
                await simulator.GetAsync("/rate_limit");
            return simulator.Simulator.Faults.All[0].Struck;
        }

        var first = await Struck();
        Assert.InRange(first, 40, 80);
        Assert.Equal(first, await Struck());
    }

    [Fact]
    public async Task A_reset_comes_before_or_after_the_work_is_done()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await Broken(FaultKind.ResetBefore);
        Assert.Equal(0, simulator.Simulator.Tokens.Minted);
        await Broken(FaultKind.ResetAfter);
        Assert.Equal(1, simulator.Simulator.Tokens.Minted);
        await Broken(FaultKind.Truncated);
        Assert.Equal(2, simulator.Simulator.Tokens.Minted);

        async Task Broken(FaultKind kind)
        {
            simulator.Simulator.Faults.Add(new FaultRule { Kind = kind, Count = 1 });
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt()));
        }
    }

    [Fact]
    public async Task A_lost_answer_hides_a_write_that_took_place()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        simulator.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.LostAnswer });
        Assert.Equal(502, (await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt())).Status);
        Assert.Equal(1, simulator.Simulator.Tokens.Minted);
    }

    [Fact]
    public async Task A_truncated_answer_promises_more_than_it_sends()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        simulator.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.Truncated });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/app");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", simulator.Jwt());
        using var response = await simulator.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Latency_passes_on_the_simulators_clock()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        simulator.Simulator.Faults.Add(new FaultRule { LatencyMs = 60_000, Count = 1 });
        var slow = simulator.GetAsync("/meta");
        while (simulator.Simulator.Faults.All[0].Struck == 0)
            await Task.Yield();
        Assert.Equal(200, (await simulator.GetAsync("/meta")).Status);
        Assert.False(slow.IsCompleted);
        while (!slow.IsCompleted)
        {
            simulator.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal(200, (await slow).Status);
    }

    [Fact]
    public async Task A_secondary_limit_on_demand_says_so_with_or_without_retry_after()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        simulator.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.SecondaryLimit, RetryAfter = 60, Count = 1 });
        simulator.Simulator.Faults.Add(new FaultRule { Kind = FaultKind.SecondaryLimit, Status = 429, Count = 1 });
        var with = await simulator.GetAsync("/meta");
        Assert.Equal((403, "60"), (with.Status, with.Header("Retry-After")));
        Assert.Contains("secondary rate limit", with.Message, StringComparison.Ordinal);
        var without = await simulator.GetAsync("/meta");
        Assert.Equal((429, null), (without.Status, without.Header("Retry-After")));
    }

    [Fact]
    public async Task One_mutation_among_others_fails_as_GraphQL_does()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        await simulator.PostAsync("/_simulator/faults", body: new { body = "viewer", kind = "graphql_error", type = "FORBIDDEN", message = "Not you" });
        simulator.Simulator.Faults.Add(new FaultRule { Body = "rateLimit", Kind = FaultKind.GraphQlError });

        var typed = await simulator.PostAsync("/graphql", token, new { query = "{ viewer { login } }" });
        Assert.Equal((200, """{"errors":[{"type":"FORBIDDEN","message":"Not you"}]}"""), (typed.Status, typed.Text));
        var unexplained = await simulator.PostAsync("/graphql", token, new { query = "{ rateLimit { cost } }" });
        Assert.StartsWith("""{"errors":[{"message":"Something went wrong while executing your query.""", unexplained.Text, StringComparison.Ordinal);
        var other = await simulator.PostAsync("/graphql", token, new { query = """{ user(login: "alice") { login } }""" });
        Assert.Equal("alice", other.Json.GetProperty("data").GetProperty("user").GetProperty("login").GetString());
    }

    [Fact]
    public async Task A_new_token_may_be_refused_for_some_seconds()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var settled = await simulator.MintAsync();
        simulator.Time.Advance(TimeSpan.FromSeconds(5));
        await simulator.SendAsync(HttpMethod.Put, "/_simulator/tokens/refuse-new", body: new { seconds = 5, status = 404 });
        var token = await simulator.MintAsync();
        Assert.Equal(404, (await simulator.GetAsync("/installation/repositories", token)).Status);
        Assert.Equal(200, (await simulator.GetAsync("/installation/repositories", settled)).Status);
        simulator.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (await simulator.GetAsync("/installation/repositories", token)).Status);
    }
}
