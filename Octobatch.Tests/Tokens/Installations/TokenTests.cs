using Octobatch.GitHubSimulator.Faults;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tokens.Installations;
using Xunit;

namespace Octobatch.Tests.Tokens.Installations;

public sealed class TokenTests
{
    private static readonly TokenKey First = new(1, "");

    /// <summary>GitHub takes a second of the fake clock, so that nothing is answered until the test lets time pass.</summary>
    private static readonly FaultRule Slow = new() { Path = "*access_tokens", LatencyMs = 1000 };

    [Fact]
    public async Task A_token_is_minted_once_and_then_served_from_memory()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);

        var first = await tokens.GetAsync();
        var second = await tokens.GetAsync();
        Assert.Equal((200, false, true), (first.Status, first.Cached(), second.Cached()));
        Assert.Equal(first.Token(), second.Token());
        Assert.Equal("no-store", first.Header("Cache-Control"));
        Assert.Equal("all", first.Json.GetProperty("repository_selection").GetString());
        Assert.Equal("write", first.Json.GetProperty("permissions").GetProperty("contents").GetString());
        Assert.Equal(github.Time.GetUtcNow().AddHours(1), first.Json.GetProperty("expires_at").GetDateTimeOffset());
        Assert.Equal(200, (await github.GetAsync("/installation/repositories", second.Token())).Status);
        Assert.Equal(1, github.Mints());
        Assert.DoesNotContain(first.Token(), tokens.Host.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_callers_on_a_cold_installation_cause_one_request()
    {
        await using var github = await RunningSimulator.StartAsync();
        github.Simulator.Faults.Add(Slow);
        await using var tokens = await TokenReplica.StartAsync(github);

        var callers = Enumerable.Range(0, 1000)
            .Select(_ => tokens.Source.GetAsync(First, TokenScope.Whole, Caller.System, CancellationToken.None)).ToList();
        await Eventually.TrueAsync(() => github.Simulator.Faults.All[0].Struck > 0);
        github.Time.Advance(TimeSpan.FromSeconds(1));
        var answers = await Task.WhenAll(callers);

        Assert.Equal(1, github.Mints());
        Assert.Single(answers.Select(a => a.Value!.Token).Distinct());
    }

    [Fact]
    public async Task A_thousand_callers_over_HTTP_cause_one_request()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);

        var replies = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => tokens.GetAsync()));

        Assert.Equal(1, github.Mints());
        Assert.All(replies, r => Assert.Equal(200, r.Status));
        Assert.Single(replies.Select(r => r.Token()).Distinct());
    }

    [Fact]
    public async Task A_cancelled_caller_does_not_fail_the_others()
    {
        await using var github = await RunningSimulator.StartAsync();
        github.Simulator.Faults.Add(Slow);
        await using var tokens = await TokenReplica.StartAsync(github);
        using var impatience = new CancellationTokenSource();

        var first = tokens.Source.GetAsync(First, TokenScope.Whole, Caller.System, impatience.Token);
        var second = tokens.Source.GetAsync(First, TokenScope.Whole, Caller.System, CancellationToken.None);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Eventually.TrueAsync(() => github.Simulator.Faults.All[0].Struck > 0);
        github.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.NotNull((await second).Value);
        Assert.Equal(1, github.Mints());
    }

    [Fact]
    public async Task Up_to_five_minutes_before_its_end_a_token_is_left_alone()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        var first = await tokens.GetAsync();

        github.Time.Advance(TimeSpan.FromMinutes(55) - TimeSpan.FromSeconds(1));
        Assert.Equal(first.Token(), (await tokens.GetAsync()).Token());
        Assert.False(tokens.Cache.Find(First, github.Time.GetUtcNow())!.IsDue(github.Time.GetUtcNow()));
        Assert.Equal(1, github.Mints());
    }

    [Fact]
    public async Task From_three_minutes_before_its_end_a_token_is_renewed_while_the_old_one_is_still_served()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        var first = await tokens.GetAsync();

        github.Time.Advance(TimeSpan.FromMinutes(57));
        github.Simulator.Faults.Add(Slow);
        var during = await tokens.GetAsync();
        Assert.Equal((first.Token(), true), (during.Token(), during.Cached()));
        await Eventually.TrueAsync(() => github.Simulator.Faults.All[0].Struck > 0);
        Assert.Equal(first.Token(), (await tokens.GetAsync()).Token());

        github.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(async () => (await tokens.GetAsync()).Token() != first.Token());
        Assert.Equal(2, github.Mints());
    }

    [Fact]
    public async Task When_renewal_fails_the_old_token_is_served_to_its_margin_and_GitHub_is_not_stormed()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        var first = await tokens.GetAsync();

        github.Time.Advance(TimeSpan.FromMinutes(57));
        github.Simulator.Faults.Add(new FaultRule { Path = "*access_tokens", Kind = FaultKind.Status, Status = 502 });
        await tokens.GetAsync();
        await Eventually.TrueAsync(() => github.Mints() == 2);
        await Eventually.TrueAsync(() => !tokens.Cache.Find(First, github.Time.GetUtcNow())!.IsDue(github.Time.GetUtcNow()));
        for (var i = 0; i < 50; i++)
            Assert.Equal(first.Token(), (await tokens.GetAsync()).Token());
        Assert.Equal(2, github.Mints());

        github.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(502, (await tokens.GetAsync()).Status);
    }

    [Fact]
    public async Task A_token_with_less_than_the_margin_left_is_never_handed_out()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github, ("OCTOBATCH_GITHUB_TOKEN_SKEW_SECONDS", "120"));
        var first = await tokens.GetAsync();

        github.Time.Advance(TimeSpan.FromMinutes(58));
        var second = await tokens.GetAsync();
        Assert.NotEqual(first.Token(), second.Token());
        Assert.False(second.Cached());
    }

    [Fact]
    public async Task A_token_that_GitHub_refuses_later_is_dropped_and_minted_once_for_all()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        var old = (await tokens.GetAsync()).Token();
        var query = "?refused_sha256=" + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(old)));

        // Within five seconds a refusal means that the token has not spread yet.
        github.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(old, (await tokens.GetAsync(query: query)).Token());

        github.Time.Advance(TimeSpan.FromSeconds(2));
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tokens.GetAsync(query: query)));
        Assert.All(replies, r => Assert.NotEqual(old, r.Token()));
        Assert.Equal(2, github.Mints());
        Assert.Equal(400, (await tokens.GetAsync(query: "?refused_sha256=abc")).Status);
    }

    [Fact]
    public async Task One_that_is_dropped_does_not_take_along_what_has_taken_its_place()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        var now = github.Time.GetUtcNow();
        await tokens.GetAsync(1);
        await tokens.GetAsync(2);
        var (old, next) = (tokens.Cache.Find(First, now)!, tokens.Cache.Find(new(2, ""), now)!);

        tokens.Cache.Set(First, next);
        tokens.Cache.Remove(First, old);
        Assert.Same(next, tokens.Cache.Find(First, now));
        tokens.Cache.Remove(First, next);
        Assert.Null(tokens.Cache.Find(First, now));
        Assert.Equal(1, tokens.Cache.Count);
    }

    [Fact]
    public async Task The_least_recently_used_tokens_go_first_when_the_cache_is_full()
    {
        await using var github = await RunningSimulator.StartAsync(o => o with { SeededRepositories = 5_000 });
        await using var tokens = await TokenReplica.StartAsync(github, ("OCTOBATCH_TOKEN_CACHE_ENTRIES", "3"));

        foreach (var installation in (long[])[1, 2, 3, 1, 4])
            await tokens.GetAsync(installation);
        Assert.Equal(3, tokens.Cache.Count);
        Assert.True((await tokens.GetAsync(1)).Cached());
        Assert.True((await tokens.GetAsync(3)).Cached());
        Assert.True((await tokens.GetAsync(4)).Cached());
        Assert.False((await tokens.GetAsync(2)).Cached());
    }
}
