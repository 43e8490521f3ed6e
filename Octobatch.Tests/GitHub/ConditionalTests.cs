using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Conditional;
using Octobatch.GitHub.Requests;
using Octobatch.GitHub.Tokens;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

[Collection(nameof(SharedRedisAlone))]
public sealed class ConditionalTests(RedisServerFixture redis, GarnetFixture garnet)
{
    private static readonly GitHubRequest Get = new(HttpMethod.Get, "repos/a/b") { Conditional = true };
    private static long installations = 17_000;
    private readonly FakeTimeProvider time = FlowingTime.Start();
    private readonly ScriptedGitHub github = new();
    private readonly long installation = Interlocked.Increment(ref installations);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_has_not_changed_is_answered_from_the_cache_on_every_replica(bool inGarnet)
    {
        var url = inGarnet ? await garnet.GetUrlAsync() : await redis.GetUrlAsync();
        await using var one = Make(url);
        await using var other = Make(url);
        github.Then(HttpStatusCode.OK, """{"a":1}""", ("ETag", "W/\"abc\""), ("Link", "<https://api.github.com/next>; rel=\"next\""))
            .Then(HttpStatusCode.NotModified, "");
        var first = await one.Client.For(installation).SendAsync(Get, Cancellation);
        var second = await other.Client.For(installation).SendAsync(Get, Cancellation);

        Assert.Contains("If-None-Match: W/\"abc\"", github.Requests[1].Headers, StringComparison.Ordinal);
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(second.Value!.Body.Span));
        Assert.Equal((false, true), (first.Value!.NotModified, second.Value.NotModified));
        Assert.Equal("https://api.github.com/next", second.Value.Next);
    }

    [Fact]
    public async Task What_one_scope_may_see_is_not_shown_to_another()
    {
        await using var replica = Make(await redis.GetUrlAsync());
        github.Then(HttpStatusCode.OK, "{}", ("ETag", "\"abc\"")).Then(HttpStatusCode.OK, "{}").Then(HttpStatusCode.OK, "{}");
        await replica.Client.For(installation).SendAsync(Get, Cancellation);
        await replica.Client.For(installation, new TokenScope([5], [])).SendAsync(Get, Cancellation);
        await replica.Client.For(installation + 500).SendAsync(Get, Cancellation);

        Assert.All(github.Requests, request => Assert.DoesNotContain("If-None-Match", request.Headers, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_kept()
    {
        await using var replica = Make(await redis.GetUrlAsync());
        github.Then(HttpStatusCode.OK, $"\"{new string('a', AnswerCache.LargestBody)}\"", ("ETag", "\"abc\"")).Then(HttpStatusCode.OK, "{}");
        await replica.Client.For(installation).SendAsync(Get, Cancellation);
        await replica.Client.For(installation).SendAsync(Get, Cancellation);

        Assert.DoesNotContain("If-None-Match", github.Requests[1].Headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Redis_every_request_is_a_whole_one()
    {
        await using var replica = Make(null);
        github.Then(HttpStatusCode.OK, "{}", ("ETag", "\"abc\"")).Then(HttpStatusCode.OK, "{}");
        await replica.Client.For(installation).SendAsync(Get, Cancellation);

        Assert.True((await replica.Client.For(installation).SendAsync(Get, Cancellation)).Ok);
        Assert.DoesNotContain("If-None-Match", github.Requests[1].Headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_oldest_answers_go_when_there_are_too_many()
    {
        await using var replica = Make(await redis.GetUrlAsync());
        for (var i = 0; i < AnswerCache.MostAnswers + 10; i++)
        {
            github.Then(HttpStatusCode.OK, "{}", ("ETag", $"\"{i}\""));
            time.Advance(TimeSpan.FromMilliseconds(2));
            await replica.Client.For(installation).SendAsync(Get with { Path = $"repos/a/{i}" }, Cancellation);
        }

        github.Then(HttpStatusCode.OK, "{}").Then(HttpStatusCode.NotModified, "");
        await replica.Client.For(installation).SendAsync(Get with { Path = "repos/a/9" }, Cancellation);
        Assert.True((await replica.Client.For(installation).SendAsync(Get with { Path = "repos/a/10" }, Cancellation)).Value!.NotModified);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Replica Make(string? redis) => new(time, github.AnswerAsync, redis, limits: new LimitSettings { Limits = LimitSwitch.Off });
}
