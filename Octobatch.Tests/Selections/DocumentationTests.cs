using System.Text.Json.Nodes;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Selections.Sync;
using Xunit;

namespace Octobatch.Tests.Selections;

/// <summary>docs/queries.md against the sample organisation that it speaks of.</summary>
public sealed class DocumentationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_examples_of_the_documentation_answer_as_it_says()
    {
        var docs = await QueryPage.ReadAsync();
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();

        foreach (var (query, repositories) in docs.Examples)
        {
            var page = await world.Host.JsonAsync(HttpMethod.Get, $"/api/repositories?query={Uri.EscapeDataString(query)}");
            Assert.Equal($"{query} | {repositories}", $"{query} | {string.Join(' ', page["items"]!.AsArray().Select(r => r!["repository"]))}");
        }

        using var resolved = await world.Host.CallAsync(HttpMethod.Post, "/api/selections/resolve", docs.Selection);
        Assert.Equal(docs.Answer, await resolved.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var mistaken = await world.Host.CallAsync(HttpMethod.Get, "/api/repositories?query=lanuage:go");
        var told = JsonNode.Parse(await mistaken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains($$"""{"detail":{{told["detail"]!.Text()}}}""", docs.Text, StringComparison.Ordinal);
    }
}
