using System.Net;
using Microsoft.Extensions.Time.Testing;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHub.Requests;
using Xunit;

namespace Octobatch.Tests.GitHub;

public sealed class RequestTests
{
    private static readonly GitHubRequest Get = new(HttpMethod.Get, "repos/a/b");
    private static readonly GitHubRequest Post = new(HttpMethod.Post, "repos/a/b/pulls") { Creates = Creates.Content };
    private readonly FakeTimeProvider time = FlowingTime.Start();
    private readonly ScriptedGitHub github = new();

    [Fact]
    public async Task A_request_carries_the_token_the_version_and_who_asks()
    {
        github.Then(HttpStatusCode.OK, "{}");
        await SendAsync(Get);

        var asked = Assert.Single(github.Requests);
        Assert.Equal("ghs_1_test", asked.Token);
        Assert.Contains("User-Agent: Octobatch/", asked.Headers, StringComparison.Ordinal);
        Assert.Contains("X-GitHub-Api-Version: 2022-11-28", asked.Headers, StringComparison.Ordinal);
        Assert.Contains("Accept: application/vnd.github+json", asked.Headers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.github.com", "https://api.github.com/repos/a/b", "https://api.github.com/graphql")]
    [InlineData("https://ghes.example/api/v3", "https://ghes.example/api/v3/repos/a/b", "https://ghes.example/api/graphql")]
    [InlineData("https://ghes.example/api/v3/", "https://ghes.example/api/v3/repos/a/b", "https://ghes.example/api/graphql")]
    [InlineData("http://127.0.0.1:8004", "http://127.0.0.1:8004/repos/a/b", "http://127.0.0.1:8004/graphql")]
    public async Task Both_kinds_of_GitHub_are_found_where_they_are(string baseUrl, string rest, string graphQL)
    {
        github.Then(HttpStatusCode.OK, "{}").Then(HttpStatusCode.OK, """{"data":{}}""");
        await SendAsync(Get, baseUrl);
        await using var replica = Make(baseUrl);
        await replica.Client.For(1).QueryAsync("{ viewer { login } }", null, Cancellation);

        Assert.Equal([rest, graphQL], github.Requests.Select(r => r.Uri.AbsoluteUri));
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_followed_without_the_token()
    {
        github.Then(HttpStatusCode.Found, "", ("Location", "https://codeload.example/a.tar.gz")).Then(HttpStatusCode.OK, "{}");
        var result = await SendAsync(Get);

        Assert.True(result.Ok);
        Assert.Null(result.MovedTo);
        Assert.Equal(["ghs_1_test", null], github.Requests.Select(r => r.Token));
        Assert.DoesNotContain("Authorization", github.Requests[1].Headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_renamed_repository_is_followed_and_reported()
    {
        github.Then(HttpStatusCode.MovedPermanently, "", ("Location", "https://api.github.com/repositories/7"))
            .Then(HttpStatusCode.OK, """{"id":7,"node_id":"R_7","name":"new","full_name":"a/new","owner":{"id":1,"login":"a","type":"Organization"}}""");
        await using var replica = Make();
        var result = await replica.Client.For(1).GetRepositoryAsync(new RepositoryName("a", "old"), Cancellation);

        Assert.Equal("a/new", result.Value?.FullName);
        Assert.Equal("https://api.github.com/repositories/7", result.MovedTo?.AbsoluteUri);
        Assert.Equal("ghs_1_test", github.Requests[1].Token);
    }

    [Fact]
    public async Task A_write_that_is_sent_to_another_host_is_not_sent_there()
    {
        github.Then(HttpStatusCode.TemporaryRedirect, "", ("Location", "https://elsewhere.example/"));
        var result = await SendAsync(Post, limits: Off);

        Assert.Equal(GitHubErrorKind.Unexpected, result.Error?.Kind);
        Assert.Single(github.Requests);
    }

    [Fact]
    public async Task A_redirected_write_keeps_its_method_and_body()
    {
        github.Then(HttpStatusCode.TemporaryRedirect, "", ("Location", "https://api.github.com/repositories/7/pulls")).Then(HttpStatusCode.Created, "{}");
        await SendAsync(Post with { Body = "{\"a\":1}"u8.ToArray() }, limits: Off);

        Assert.Equal([("POST", "{\"a\":1}"), ("POST", "{\"a\":1}")], github.Requests.Select(r => (r.Method, r.Body)));
    }

    [Fact]
    public async Task A_read_that_fails_for_now_is_tried_again()
    {
        github.Then(HttpStatusCode.BadGateway, "<html>").ThenThrow(new IOException("reset")).Then(HttpStatusCode.OK, "{}");

        Assert.True((await SendAsync(Get)).Ok);
        Assert.Equal(3, github.Requests.Count);
    }

    [Fact]
    public async Task A_read_that_goes_on_failing_is_unavailable_and_may_be_tried_later()
    {
        github.Then(HttpStatusCode.BadGateway, "").Then(HttpStatusCode.BadGateway, "").Then(HttpStatusCode.BadGateway, "");
        var result = await SendAsync(Get);

        Assert.Equal(GitHubErrorKind.Unavailable, result.Error?.Kind);
        Assert.True(result.Error?.CanRetry);
    }

    [Fact]
    public async Task A_write_whose_connection_broke_is_unclear_and_is_not_sent_again()
    {
        github.ThenThrow(new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely"));
        var result = await SendAsync(Post, limits: Off);

        Assert.Equal(GitHubErrorKind.Unknown, result.Error?.Kind);
        Assert.Single(github.Requests);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task A_write_that_was_answered_with_a_server_error_is_unclear(HttpStatusCode status)
    {
        github.Then(status, "");

        Assert.Equal(GitHubErrorKind.Unknown, (await SendAsync(Post, limits: Off)).Error?.Kind);
        Assert.Single(github.Requests);
    }

    [Fact]
    public async Task A_write_without_an_answer_in_time_is_unclear()
    {
        await using var replica = new Replica(time, async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException();
        }, limits: Off);
        var result = await time.PassUntilAsync(replica.Client.For(1).SendAsync(Post, Cancellation));

        Assert.Equal(GitHubErrorKind.Unknown, result.Error?.Kind);
        Assert.Contains("30 s", result.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_whose_answer_is_cut_off_is_unclear()
    {
        github.Then(HttpStatusCode.Created, "{\"id\":7,\"nod");
        await using var replica = Make(limits: Off);
        var result = await replica.Client.For(1).SendAsync(Post, RestJson.Default.PullRequest, Cancellation);

        Assert.Equal(GitHubErrorKind.Unknown, result.Error?.Kind);
    }

    [Fact]
    public async Task A_write_that_found_no_connection_was_not_sent_and_may_be_tried_again()
    {
        github.ThenThrow(new HttpRequestException(HttpRequestError.ConnectionError, "refused"));

        Assert.Equal(GitHubErrorKind.Unavailable, (await SendAsync(Post, limits: Off)).Error?.Kind);
    }

    [Theory]
    [InlineData(404, """{"message":"Not Found"}""", GitHubErrorKind.NotFound, "Not Found")]
    [InlineData(403, """{"message":"Resource not accessible by integration"}""", GitHubErrorKind.Forbidden, "Resource not accessible by integration")]
    [InlineData(409, """{"message":"Head branch was modified"}""", GitHubErrorKind.Conflict, "Head branch was modified")]
    [InlineData(405, """{"message":"Pull Request is not mergeable"}""", GitHubErrorKind.Conflict, "Pull Request is not mergeable")]
    [InlineData(422, """{"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"A pull request already exists for a:b."}]}""",
        GitHubErrorKind.Validation, "Validation Failed: A pull request already exists for a:b.")]
    [InlineData(422, """{"message":"Invalid request.","errors":["No subschema in \"anyOf\" matched."]}""",
        GitHubErrorKind.Validation, "Invalid request.: No subschema in \"anyOf\" matched.")]
    [InlineData(451, """{"message":"Repository access blocked"}""", GitHubErrorKind.Forbidden, "Repository access blocked")]
    public async Task A_refusal_is_a_value_with_GitHub_s_words(int status, string body, GitHubErrorKind kind, string message)
    {
        github.Then((HttpStatusCode)status, body);
        var error = (await SendAsync(Post, limits: Off)).Error;

        Assert.Equal((kind, message, (int?)status, false), (error!.Kind, error.Message, error.Status, error.CanRetry));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_an_error_of_GitHub()
    {
        using var gone = new CancellationTokenSource();
        await using var replica = new Replica(time, async (_, cancellation) =>
        {
            await gone.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            throw new InvalidOperationException();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => replica.Client.For(1).SendAsync(Get, gone.Token));
    }

    [Fact]
    public async Task Pages_are_followed_to_the_last()
    {
        github.Then(HttpStatusCode.OK, """{"total_count":2,"repositories":[]}""", ("Link", "<https://api.github.com/installation/repositories?page=2>; rel=\"next\", <https://x>; rel=\"last\""))
            .Then(HttpStatusCode.OK, """{"total_count":2,"repositories":[]}""", ("Link", "<https://api.github.com/installation/repositories?page=1>; rel=\"prev\""));
        await using var replica = Make();
        var pages = 0;
        await foreach (var page in replica.Client.For(1).ListRepositoriesAsync(Cancellation))
            pages += page.Value!.TotalCount / 2;

        Assert.Equal(2, pages);
        Assert.Equal("?page=2", github.Requests[1].Uri.Query);
    }

    private static LimitSettings Off => new() { Limits = LimitSwitch.Off };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Replica Make(string baseUrl = "https://api.github.com", LimitSettings? limits = null) =>
        new(time, github.AnswerAsync, limits: limits, baseUrl: baseUrl);

    private async Task<GitHubResult<GitHubAnswer>> SendAsync(
        GitHubRequest request, string baseUrl = "https://api.github.com", LimitSettings? limits = null)
    {
        await using var replica = Make(baseUrl, limits);
        return await time.PassUntilAsync(replica.Client.For(1).SendAsync(request, Cancellation));
    }
}
