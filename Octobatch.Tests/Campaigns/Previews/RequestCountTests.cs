using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Previews;

/// <summary>What a preview of 500 repositories asks of GitHub; Octobatch.Benchmarks measures the same on thousands.</summary>
public sealed class RequestCountTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("README.md", 12)] // 50 repositories a request
    [InlineData(".github/workflows/*.yml", 12)]
    [InlineData("*.md", 22)] // the root's entries, then the files that match
    [InlineData("**/*.md", 550)] // 1.1 a repository
    public async Task Five_hundred_repositories_cost_no_more_than(string glob, int most)
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 500);
        world.GitHub.Simulator.Requests.Clear();
        var run = await world.PreviewAsync(PreviewWorld.Spec($$"""[{ replace: { files: ["{{glob}}"], pattern: "a", with: "A" } }]""", "org:org-01"));
        Assert.Equal("completed", run.GetProperty("state").GetString());
        var counted = run.GetProperty("github_requests").GetInt32();
        Assert.InRange(counted, 1, most);
        Assert.Equal(counted, world.Selection.Counted());
    }
}
