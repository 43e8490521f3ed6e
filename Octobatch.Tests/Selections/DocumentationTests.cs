using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Selections.Sync;
using Xunit;
using Sources = Octobatch.Tests.Deployment.Tools.Repository;

namespace Octobatch.Tests.Selections;

/// <summary>docs/queries.md against the sample organisation that it speaks of.</summary>
public sealed partial class DocumentationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_examples_of_the_documentation_answer_as_it_says()
    {
        var text = await File.ReadAllTextAsync(Sources.PathOf("docs", "queries.md"), TestContext.Current.CancellationToken);
        await using var world = await SyncWorld.StartAsync(postgres);
        await world.SyncAsync();

        var examples = Examples().Matches(text);
        Assert.Equal(8, examples.Count);
        foreach (Match example in examples)
        {
            var query = example.Groups["query"].Value;
            var page = await world.Host.JsonAsync(HttpMethod.Get, $"/api/repositories?query={Uri.EscapeDataString(query)}");
            Assert.Equal($"{query} | {example.Groups["repositories"].Value}", $"{query} | {string.Join(' ', page["items"]!.AsArray().Select(r => r!["repository"]))}");
        }

        var selection = Selection().Match(text).Groups["selection"].Value;
        var answer = Answer().Match(text).Groups["answer"].Value.Replace("\n", "", StringComparison.Ordinal);
        using var resolved = await world.Host.CallAsync(HttpMethod.Post, "/api/selections/resolve", selection);
        Assert.Equal(answer, await resolved.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var mistaken = await world.Host.CallAsync(HttpMethod.Get, "/api/repositories?query=lanuage:go");
        var told = JsonNode.Parse(await mistaken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Contains($$"""{"detail":{{told["detail"]!.Text()}}}""", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| `(?<query>[^`|]+)` \| (?<repositories>(?:(?:acme|globex)/\S+ ?)+?) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Examples();

    [GeneratedRegex(@"-d '\s*(?<selection>\{.*?\})'", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Selection();

    [GeneratedRegex(@"```json\n(?<answer>\{""counts"".*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Answer();
}
