using System.Text;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tokens.Installations;
using Xunit;

namespace Octobatch.Tests.Tokens.Installations;

public sealed class RefusalTests
{
    [Fact]
    public async Task An_unknown_installation_is_404_asked_once_and_asked_again_after_a_short_while()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);

        for (var i = 0; i < 3; i++)
        {
            var reply = await tokens.GetAsync(77);
            Assert.Equal((404, "installation_not_found"), (reply.Status, reply.Code()));
            Assert.Equal("no-store", reply.Header("Cache-Control"));
        }

        Assert.Equal(1, github.Mints());
        github.Time.Advance(Refusals.Life);
        Assert.Equal(404, (await tokens.GetAsync(77)).Status);
        Assert.Equal(2, github.Mints());
    }

    [Fact]
    public async Task A_suspended_installation_is_403_and_works_again_after_a_short_while()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        github.Simulator.Installations.Suspend(1);

        var refused = await tokens.GetAsync();
        Assert.Equal((403, "installation_suspended"), (refused.Status, refused.Code()));
        github.Simulator.Installations.Unsuspend(1);
        Assert.Equal(403, (await tokens.GetAsync()).Status);
        github.Time.Advance(Refusals.Life);
        Assert.Equal(200, (await tokens.GetAsync()).Status);
    }

    [Fact]
    public async Task A_scope_that_is_not_granted_is_422_in_GitHubs_words_and_leaves_other_scopes_alone()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);

        var refused = await tokens.PostAsync(new { permissions = new Dictionary<string, string> { ["secrets"] = "write" } });
        Assert.Equal((422, "scope_not_granted"), (refused.Status, refused.Code()));
        Assert.Contains("permissions requested are not granted", refused.Text, StringComparison.Ordinal);
        Assert.Equal(422, (await tokens.PostAsync(new { repository_ids = new long[] { 5 } })).Status);
        Assert.Equal(200, (await tokens.GetAsync()).Status);
    }

    [Theory]
    [InlineData(FaultKind.Status, 500)]
    [InlineData(FaultKind.Status, 503)]
    [InlineData(FaultKind.ResetBefore, null)]
    [InlineData(FaultKind.ResetAfter, null)]
    [InlineData(FaultKind.Truncated, null)]
    public async Task A_GitHub_in_trouble_is_502_with_a_time_to_come_back_and_not_remembered(FaultKind kind, int? status)
    {
        await using var github = await RunningSimulator.StartAsync();
        // As often as it is asked for: on a connection that it knows from before, an HTTP client repeats by itself what has no body.
        github.Simulator.Faults.Add(new FaultRule { Path = "*access_tokens", Kind = kind, Status = status });
        await using var tokens = await TokenReplica.StartAsync(github);

        var reply = await tokens.GetAsync();
        Assert.Equal((502, "github_unreachable", "5"), (reply.Status, reply.Code(), reply.Header("Retry-After")));
        github.Simulator.Faults.Clear();
        Assert.Equal(200, (await tokens.GetAsync()).Status);
    }

    [Fact]
    public async Task A_GitHub_that_is_not_there_is_502_with_a_time_to_come_back()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github, ("OCTOBATCH_GITHUB_API_BASE_URL", ServiceSettings.Nowhere));
        var reply = await tokens.GetAsync();
        Assert.Equal((502, "5"), (reply.Status, reply.Header("Retry-After")));
    }

    [Fact]
    public async Task A_rate_limit_is_503_until_it_is_over_and_GitHub_is_left_alone_meanwhile()
    {
        await using var github = await RunningSimulator.StartAsync();
        github.Simulator.Faults.Add(new FaultRule { Path = "*access_tokens", Kind = FaultKind.SecondaryLimit, RetryAfter = 90, Count = 1 });
        await using var tokens = await TokenReplica.StartAsync(github);

        var reply = await tokens.GetAsync();
        Assert.Equal((503, "github_rate_limited", "90"), (reply.Status, reply.Code(), reply.Header("Retry-After")));
        github.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((503, "30"), ((reply = await tokens.GetAsync()).Status, reply.Header("Retry-After")));
        Assert.Equal(1, github.Mints());
        github.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(200, (await tokens.GetAsync()).Status);
    }

    [Fact]
    public async Task A_renewal_that_is_refused_ends_the_old_token_too()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        await tokens.GetAsync();
        github.Simulator.Installations.Uninstall(1);
        github.Time.Advance(TimeSpan.FromMinutes(57));

        await tokens.GetAsync();
        await Eventually.TrueAsync(async () => (await tokens.GetAsync()).Status == 404);
    }

    [Theory]
    [InlineData("/tokens/installations/abc", 400)]
    [InlineData("/tokens/installations/-1", 400)]
    [InlineData("/tokens/installations/0", 400)]
    [InlineData("/tokens/installations/1.5", 400)]
    [InlineData("/tokens/installations/99999999999999999999", 400)]
    [InlineData("/tokens/installations/1/more", 404)]
    [InlineData("/tokens", 404)]
    public async Task An_address_that_names_no_installation_is_a_problem_that_says_so(string path, int status)
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        var reply = await tokens.SendAsync(HttpMethod.Get, path);
        Assert.Equal(status, reply.Status);
        Assert.Equal(status, reply.Json.GetProperty("status").GetInt32());
        Assert.Equal(0, github.Mints());
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("", 400)]
    [InlineData("[]", 400)]
    [InlineData("null", 400)]
    [InlineData("{\"repositories\":[\"a\"]}", 400)]
    [InlineData("{\"repository_ids\":[\"5\"]}", 400)]
    [InlineData("{\"repository_ids\":5}", 400)]
    [InlineData("{\"permissions\":[]}", 400)]
    [InlineData("{}", 422)]
    [InlineData("{\"repository_ids\":[]}", 422)]
    [InlineData("{\"repository_ids\":[0]}", 422)]
    [InlineData("{\"permissions\":{}}", 422)]
    [InlineData("{\"permissions\":{\"contents\":\"owner\"}}", 422)]
    [InlineData("{\"permissions\":{\"contents\":null}}", 422)]
    [InlineData("{\"permissions\":{\"../x\":\"read\"}}", 422)]
    public async Task A_body_that_cannot_be_meant_is_refused_here_and_not_sent_on(string body, int status)
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        var reply = await tokens.PostAsync(new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.True(status == reply.Status, reply.Text);
        Assert.Equal(status, reply.Json.GetProperty("status").GetInt32());
        Assert.DoesNotContain("   at ", reply.Text, StringComparison.Ordinal);
        Assert.Equal(0, github.Mints());
    }

    [Fact]
    public async Task Too_many_repositories_and_too_large_a_body_are_refused_and_the_service_goes_on()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        Assert.Equal(422, (await tokens.PostAsync(new { repository_ids = Enumerable.Range(1, 501) })).Status);
        Assert.Equal(413, (await tokens.PostAsync(new ByteArrayContent(new byte[2_000_000]) { Headers = { ContentType = new("application/json") } })).Status);
        Assert.Equal(415, (await tokens.PostAsync(new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded"))).Status);
        Assert.Equal(200, (await tokens.GetAsync()).Status);
    }
}
