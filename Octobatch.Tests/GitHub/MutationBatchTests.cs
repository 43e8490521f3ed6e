using System.Net;
using Microsoft.Extensions.Time.Testing;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Pulls;
using Octobatch.GitHub.Requests;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>What the results of a document of mutations say when it went wrong.</summary>
public sealed class MutationBatchTests
{
    private const string Refused = """{"errors":[{"type":"QUERY_TOO_LARGE","message":"too long"}]}""";
    private const string Done = """{"data":{"i0":{"pullRequest":{"id":"p"}}}}""";
    private static readonly string[] Three = ["a", "b", "c"];

    private readonly FakeTimeProvider time = FlowingTime.Start();
    private readonly ScriptedGitHub github = new();

    [Fact]
    public async Task A_lost_answer_makes_every_item_of_its_document_unclear_and_nothing_more_is_sent()
    {
        github.ThenThrow(new HttpRequestException(HttpRequestError.ResponseEnded));
        var results = await CloseAsync([.. Enumerable.Range(0, 25).Select(i => $"p{i}")]);

        Assert.Single(github.Requests);
        Assert.All(results.Take(20), result => Assert.True(result.Error!.IsUnclear));
        Assert.All(results.Skip(20), result => Assert.Equal((GitHubErrorKind.Unavailable, false), (result.Error!.Kind, result.Error!.IsUnclear)));
        Assert.Equal(25, results.Count);
    }

    [Fact]
    public async Task A_document_that_is_too_large_is_sent_in_halves()
    {
        github.Then(HttpStatusCode.OK, Refused).Then(HttpStatusCode.OK, Done).Then(HttpStatusCode.OK, Done).Then(HttpStatusCode.OK, Done);
        var results = await CloseAsync(Three);

        Assert.Equal([3, 1, 1, 1], github.Requests.Select(request => request.Body.Split("closePullRequest(").Length - 1));
        Assert.All(results, result => Assert.True(result.Ok));
    }

    [Fact]
    public async Task A_limit_in_the_middle_of_a_document_leaves_what_it_did_unclear()
    {
        github.Then(HttpStatusCode.OK, """
            {"data":{"i0":{"pullRequest":{"id":"a"}},"i1":null,"i2":null},"errors":[{"path":["i1"],"message":"was submitted too quickly"}]}
            """);
        var results = await CloseAsync(Three);

        Assert.All(results, result => Assert.Equal((GitHubErrorKind.SecondaryLimited, true, true), (result.Error!.Kind, result.Error!.IsUnclear, result.Error!.RetryAt > time.GetUtcNow())));
        Assert.Single(github.Requests);
    }

    [Fact]
    public async Task What_GitHub_failed_at_or_does_not_show_is_unclear_and_what_it_refused_is_not()
    {
        github.Then(HttpStatusCode.OK, """
            {"data":{"i0":null,"i1":{"pullRequest":null},"i2":null},"errors":[
              {"path":["i0"],"message":"Something went wrong while executing your query. Please include `1` when reporting this issue."},
              {"path":["i1","pullRequest"],"type":"NOT_FOUND","message":"gone"},
              {"path":["i2"],"type":"FORBIDDEN","message":"no"}]}
            """);
        var results = await CloseAsync(Three);

        Assert.Equal([GitHubErrorKind.Unknown, GitHubErrorKind.Unknown, GitHubErrorKind.Forbidden], results.Select(result => result.Error!.Kind));
    }

    [Theory]
    [InlineData(ContentRule.Pulls, Creates.Content, 5, 5)]
    [InlineData(ContentRule.Git, Creates.Content, 1, 1)]
    [InlineData(ContentRule.Git, Creates.Git, 1, 1)]
    [InlineData(ContentRule.Pulls, Creates.Git, 1, 0)]
    [InlineData(ContentRule.Mutations, Creates.Content, 1, 20)]
    [InlineData(ContentRule.Mutations, Creates.Nothing, 1, 0)]
    public void A_document_of_twenty_counts_as_the_settings_say(ContentRule rule, Creates creates, int contents, int units)
    {
        var request = new GitHubRequest(HttpMethod.Post, "graphql") { Resource = GitHubResource.GraphQL, Mutations = 20, Creates = creates, Contents = contents };

        Assert.Equal(new RequestCost(GitHubResource.GraphQL, 100, units, Writes: true), request.Cost(rule));
    }

    private async Task<List<GitHubResult<Octobatch.GitHub.Errors.Done>>> CloseAsync(IReadOnlyList<string> ids)
    {
        await using var replica = new Replica(time, github.AnswerAsync, limits: new() { Limits = LimitSwitch.Off });
        var results = new List<GitHubResult<Octobatch.GitHub.Errors.Done>>();
        await foreach (var result in replica.Client.For(1).ClosePullsAsync(ids, null, TestContext.Current.CancellationToken))
            results.Add(result);
        return results;
    }
}
