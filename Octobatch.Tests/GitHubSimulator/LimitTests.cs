using Octobatch.GitHubSimulator.Limits;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class LimitTests
{
    [Fact]
    public async Task Headers_count_down_and_an_hour_later_begin_anew()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var first = await simulator.GetAsync("/installation/repositories", token);
        Assert.Equal(("5000", "4999", "1", "core"), Look(first));
        Assert.Equal(simulator.Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds().ToString(), first.Header("x-ratelimit-reset"));
        Assert.Equal(("5000", "4998", "2", "core"), Look(await simulator.GetAsync("/installation/repositories?page=2", token)));
        Assert.False(string.IsNullOrEmpty(first.Header("x-github-request-id")));

        simulator.Time.Advance(TimeSpan.FromHours(1));
        token = await simulator.MintAsync();
        Assert.Equal(("5000", "4999", "1", "core"), Look(await simulator.GetAsync("/installation/repositories", token)));
    }

    [Fact]
    public async Task A_304_costs_nothing_and_a_tag_belongs_to_its_token()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var (token, other) = (await simulator.MintAsync(), await simulator.MintAsync());
        var first = await simulator.GetAsync("/installation/repositories", token);
        var tag = ("If-None-Match", first.Header("ETag")!);
        var same = await simulator.GetAsync("/installation/repositories", token, tag);
        Assert.Equal((304, "", "4999"), (same.Status, same.Text, same.Header("x-ratelimit-remaining")));
        Assert.Equal(200, (await simulator.GetAsync("/installation/repositories", other, tag)).Status);
    }

    [Fact]
    public async Task When_nothing_is_left_a_request_is_refused_until_the_reset()
    {
        await using var simulator = await RunningSimulator.StartAsync(
            options => options with { Limits = LimitSettings.Published with { RequestsPerHour = 2 } });
        var token = await simulator.MintAsync();
        await simulator.GetAsync("/installation/repositories", token);
        await simulator.GetAsync("/installation/repositories", token);
        var refused = await simulator.GetAsync("/installation/repositories", token);
        Assert.Equal((403, "API rate limit exceeded for installation ID 1."), (refused.Status, refused.Message));
        Assert.Equal("0", refused.Header("x-ratelimit-remaining"));
        var limits = (await simulator.GetAsync("/rate_limit", token)).Json.GetProperty("resources").GetProperty("core");
        Assert.Equal((2, 2, 0), (limits.GetProperty("limit").GetInt32(), limits.GetProperty("used").GetInt32(), limits.GetProperty("remaining").GetInt32()));

        Assert.Equal(200, (await simulator.GetAsync("/installation/repositories", await simulator.MintAsync(2))).Status);
        simulator.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(403, (await simulator.GetAsync("/installation/repositories", token)).Status);
    }

    [Fact]
    public async Task Rate_limit_asked_by_nobody_costs_nothing_and_is_404_where_limits_are_off()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        for (var i = 0; i < 70; i++)
            Assert.Equal(200, (await simulator.GetAsync("/api/v3/rate_limit")).Status);
        simulator.Simulator.Limits.Settings = LimitSettings.Off;
        var off = await simulator.GetAsync("/rate_limit");
        Assert.Equal((404, "Rate limiting is not enabled.", null), (off.Status, off.Message, off.Header("x-ratelimit-limit")));
        Assert.Equal(200, (await simulator.GetAsync("/meta")).Status);
    }

    private static (string?, string?, string?, string?) Look(Reply reply) => (
        reply.Header("x-ratelimit-limit"), reply.Header("x-ratelimit-remaining"), reply.Header("x-ratelimit-used"), reply.Header("x-ratelimit-resource"));
}
