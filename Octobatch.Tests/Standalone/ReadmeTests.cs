using System.Text.Json;
using Octobatch.Tests.Deployment.Tools;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Standalone;

/// <summary>README.md as a newcomer copies and pastes it, on a Standalone that has just been started.</summary>
[Collection("Standalone")]
public sealed class ReadmeTests : IDisposable
{
    private const string Campaign = "## From a spec to merged pull requests in two minutes";
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_campaign_goes_from_its_spec_to_merged_pull_requests_word_for_word()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken);
        var data = folder.Sub("data");
        await using var standalone = await RunningStandalone.StartAsync(data, FreePorts.Find(), "--people");
        await standalone.FillAsync((await File.ReadAllTextAsync(Path.Combine(data, "admin-key"), TestContext.Current.CancellationToken)).Trim());
        var script = text.Split(Campaign)[1].Split("```sh\n")[1].Split("```")[0]
            .Replace("localhost:8000", $"localhost:{standalone.PortBase}", StringComparison.Ordinal)
            .Replace(".octobatch/admin-key", Path.Combine(data, "admin-key"), StringComparison.Ordinal);

        var lines = (await Command.RunAsync("bash", ["-c", script])).Succeeded.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var report = JsonElement.Parse(lines[^1]);
        Assert.True(report.GetProperty("times").GetProperty("merged").GetInt32() >= 5, string.Join('\n', lines));
        Assert.All(JsonElement.Parse(lines[^2]).GetProperty("items").EnumerateArray(), item => Assert.Equal("merged", item.GetProperty("state").GetString()));
    }
}
