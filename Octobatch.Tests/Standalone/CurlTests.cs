using System.Text.Json;
using System.Text.Json.Nodes;
using Octobatch.Tests.Deployment.Tools;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Selections;
using Xunit;

namespace Octobatch.Tests.Standalone;

/// <summary>docs/queries.md as a newcomer tries it: curl, on a Standalone that has just been started.</summary>
[Collection("Standalone")]
public sealed class CurlTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Queries_and_a_selection_answer_as_the_documentation_says_word_for_word()
    {
        var docs = await QueryPage.ReadAsync();
        var data = folder.Sub("data");
        await using var standalone = await RunningStandalone.StartAsync(data, FreePorts.Find());
        var key = (await File.ReadAllTextAsync(Path.Combine(data, "admin-key"), TestContext.Current.CancellationToken)).Trim();
        await standalone.FillAsync(key);

        foreach (var (query, repositories) in docs.Examples)
        {
            var page = JsonNode.Parse(await CurlAsync($"/api/repositories?query={Uri.EscapeDataString(query)}"))!;
            Assert.Equal($"{query} | {repositories}", $"{query} | {string.Join(' ', page["items"]!.AsArray().Select(item => item!["repository"]))}");
        }

        Assert.Equal(docs.Answer, await CurlAsync("/api/selections/resolve", "-H", "Content-Type: application/json", "-d", docs.Selection));
        var mistake = JsonElement.Parse(await CurlAsync("/api/repositories?query=lanuage:go")).GetProperty("detail").GetRawText();
        Assert.Contains($$"""{"detail":{{mistake.Replace("\\u0022", "\\\"", StringComparison.Ordinal)}}}""", docs.Text, StringComparison.Ordinal);

        async Task<string> CurlAsync(string path, params string[] more) => (await Command.RunAsync(
            "curl", ["--silent", "--show-error", "-H", $"Authorization: Bearer {key}", $"http://localhost:{standalone.PortBase}{path}", .. more])).Succeeded;
    }
}
