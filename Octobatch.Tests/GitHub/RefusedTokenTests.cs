using System.Net;
using Microsoft.Extensions.Time.Testing;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Requests;
using Octobatch.GitHub.Tokens;
using Xunit;

namespace Octobatch.Tests.GitHub;

public sealed class RefusedTokenTests
{
    private static readonly GitHubRequest Get = new(HttpMethod.Get, "repos/a/b");
    private readonly FakeTimeProvider time = FlowingTime.Start();
    private readonly ScriptedGitHub github = new();
    private readonly List<(string Method, string Path, string Body)> asked = [];

    [Fact]
    public async Task A_token_is_asked_for_once_and_kept_until_its_last_minute()
    {
        github.Then(HttpStatusCode.OK, "{}").Then(HttpStatusCode.OK, "{}").Then(HttpStatusCode.OK, "{}");
        await using var replica = Make(_ => Replica.Token(time, age: TimeSpan.Zero));
        await replica.Client.For(1).SendAsync(Get, Cancellation);
        time.Advance(TimeSpan.FromMinutes(58.9));
        await replica.Client.For(1).SendAsync(Get, Cancellation);
        Assert.Single(asked);

        time.Advance(TimeSpan.FromMinutes(0.2));
        await replica.Client.For(1).SendAsync(Get, Cancellation);
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task A_refused_token_is_reported_and_replaced_once()
    {
        github.Then(HttpStatusCode.Unauthorized, """{"message":"Bad credentials"}""").Then(HttpStatusCode.OK, "{}");
        await using var replica = Make(n => Replica.Token(time, $"ghs_1_{n}"));

        Assert.True((await SendAsync(replica, Get)).Ok);
        var refused = new InstallationToken("ghs_1_0", default, default).Sha256;
        Assert.Equal([("GET", "/tokens/installations/1"), ("GET", $"/tokens/installations/1?refused_sha256={refused}")], asked.Select(a => (a.Method, a.Path)));
        Assert.Equal(["ghs_1_0", "ghs_1_1"], github.Requests.Select(r => r.Token));
    }

    [Fact]
    public async Task A_second_refusal_is_the_caller_s_to_know()
    {
        github.Then(HttpStatusCode.Unauthorized, "{}").Then(HttpStatusCode.Unauthorized, "{}");
        await using var replica = Make(n => Replica.Token(time, $"ghs_1_{n}"));

        Assert.Equal(GitHubErrorKind.Unauthorized, (await SendAsync(replica, Get)).Error?.Kind);
        Assert.Equal(2, asked.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task A_token_refused_seconds_after_it_was_minted_is_tried_again_not_replaced(HttpStatusCode status)
    {
        github.Then(status, "{}").Then(status, "{}").Then(HttpStatusCode.OK, "{}");
        await using var replica = Make(n => Replica.Token(time, $"ghs_1_{n}", TimeSpan.Zero, cached: false));

        Assert.True((await SendAsync(replica, Get)).Ok);
        Assert.Single(asked);
        Assert.Equal(["ghs_1_0", "ghs_1_0", "ghs_1_0"], github.Requests.Select(r => r.Token));
    }

    [Fact]
    public async Task What_is_still_not_found_when_the_token_is_known_is_not_found()
    {
        for (var i = 0; i < 10; i++)
            github.Then(HttpStatusCode.NotFound, "{}");
        await using var replica = Make(n => Replica.Token(time, age: TimeSpan.Zero, cached: false));

        Assert.Equal(GitHubErrorKind.NotFound, (await SendAsync(replica, Get)).Error?.Kind);
        Assert.InRange(github.Requests.Count, 2, 6);
    }

    [Fact]
    public async Task A_smaller_token_is_asked_for_by_ids_and_permissions()
    {
        github.Then(HttpStatusCode.OK, "{}").Then(HttpStatusCode.OK, "{}");
        await using var replica = Make(_ => Replica.Token(time));
        var scope = new TokenScope([9, 5, 9], [new("contents", "read")]);
        await replica.Client.For(1, scope).SendAsync(Get, Cancellation);
        await replica.Client.For(1, new([5, 9], [new("contents", "read")])).SendAsync(Get, Cancellation);

        Assert.Equal(("POST", "/tokens/installations/1", """{"repository_ids":[5,9],"permissions":{"contents":"read"}}"""), Assert.Single(asked));
    }

    [Theory]
    [InlineData(404, GitHubErrorKind.NotFound, false)]
    [InlineData(403, GitHubErrorKind.Forbidden, false)]
    [InlineData(422, GitHubErrorKind.Forbidden, false)]
    [InlineData(502, GitHubErrorKind.Unavailable, true)]
    [InlineData(503, GitHubErrorKind.Unavailable, true)]
    public async Task What_the_token_service_says_is_the_answer(int status, GitHubErrorKind kind, bool canRetry)
    {
        await using var replica = Make(_ =>
        {
            var response = StubClients.Json((HttpStatusCode)status, """{"code":"installation_suspended","title":"Suspended","detail":"Ask its owner."}""");
            response.Content.Headers.ContentType = new("application/problem+json");
            return response;
        });
        var error = (await replica.Client.For(1).SendAsync(Get, Cancellation)).Error;

        Assert.Equal((kind, "Suspended: Ask its owner.", "installation_suspended", canRetry), (error!.Kind, error.Message, error.Code, error.CanRetry));
        Assert.Empty(github.Requests);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<GitHubResult<GitHubAnswer>> SendAsync(Replica replica, GitHubRequest request) =>
        time.PassUntilAsync(replica.Client.For(1).SendAsync(request, Cancellation));

    private Replica Make(Func<int, HttpResponseMessage> answer) => new(
        time, github.AnswerAsync, limits: new() { Limits = LimitSwitch.Off }, tokens: request =>
        {
            asked.Add((request.Method.Method, request.RequestUri!.PathAndQuery, request.Content?.ReadAsStringAsync().Result ?? ""));
            return answer(asked.Count - 1);
        });
}
