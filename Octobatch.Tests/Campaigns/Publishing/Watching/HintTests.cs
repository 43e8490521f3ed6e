using System.Text;
using Octobatch.Campaigns.Publishing.Watching;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Watching;

public sealed class HintTests
{
    private const string Repository = "\"repository\":{\"id\":7,\"default_branch\":\"main\"}";

    [Theory]
    [InlineData("pull_request", """{"action":"closed",R,"pull_request":{"number":3,"head":{"ref":"octobatch/one"}}}""", "7 #3, 7 octobatch/one")]
    [InlineData("pull_request_review", """{"action":"submitted",R,"pull_request":{"number":3}}""", "7 #3")]
    [InlineData("check_run", """{R,"check_run":{"head_sha":"abc","check_suite":{"head_branch":"b"},"pull_requests":[{"number":3}]}}""", "7 @abc, 7 b, 7 #3")]
    [InlineData("check_run", """{R,"check_run":{"head_sha":"abc","check_suite":{"id":1},"pull_requests":[]}}""", "7 @abc")]
    [InlineData("check_suite", """{R,"check_suite":{"head_sha":"abc","head_branch":null,"pull_requests":[]}}""", "7 @abc")]
    [InlineData("status", """{R,"sha":"abc","branches":[{"name":"b"}]}""", "7 @abc, 7 b")]
    [InlineData("push", """{R,"ref":"refs/heads/octobatch/one"}""", "7 octobatch/one")]
    [InlineData("push", """{R,"ref":"refs/heads/main"}""", "7")]
    [InlineData("push", """{R,"ref":"refs/tags/v1"}""", "")]
    [InlineData("repository", """{"action":"archived",R}""", "7")]
    [InlineData("installation_repositories", """{"repositories_added":[{"id":8}],"repositories_removed":[{"id":9}]}""", "8, 9")]
    [InlineData("star", "{R}", "")]
    [InlineData("pull_request", "{}", "")]
    [InlineData("push", "[]", "")]
    [InlineData("push", "null", "")]
    [InlineData("push", "no json", "")]
    [InlineData("pull_request", """{"repository":{"id":"seven"},"pull_request":{"number":"three"}}""", "")]
    public void An_event_says_what_moved(string name, string payload, string hints) =>
        Assert.Equal(hints, string.Join(", ", Hint.Of(name, Encoding.UTF8.GetBytes(payload.Replace("R", Repository, StringComparison.Ordinal))).Select(Words)));

    private static string Words(Hint hint) => hint switch
    {
        { Pull: { } pull } => $"{hint.Repository} #{pull}",
        { Branch: { } branch } => $"{hint.Repository} {branch}",
        { Commit: { } commit } => $"{hint.Repository} @{commit}",
        _ => $"{hint.Repository}",
    };
}
