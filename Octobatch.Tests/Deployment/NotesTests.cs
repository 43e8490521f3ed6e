using Octobatch.Tests.Deployment.Chart;
using Xunit;

namespace Octobatch.Tests.Deployment;

/// <summary>What an operator reads after installing.</summary>
public sealed class NotesTests
{
    [Fact]
    public async Task Every_empty_list_of_addresses_is_named()
    {
        var notes = await ReadAsync("empty-cidrs");
        Assert.Contains("an empty CIDR list allows nothing", notes, StringComparison.Ordinal);
        foreach (var list in (string[])["github", "postgres", "redis", "blobstore", "otlp", "oidc", "kubeApi"])
            Assert.Contains($"networkPolicy.{list}Cidrs\n", notes, StringComparison.Ordinal);
        Assert.Contains("networkPolicy.gatewayFrom is empty", notes, StringComparison.Ordinal);
        Assert.Contains("networkPolicy.allowDNS is false", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_complete_installation_is_not_warned() =>
        Assert.DoesNotContain("NETWORK", await ReadAsync("everything-on"), StringComparison.Ordinal);

    [Fact]
    public async Task An_installation_without_policies_is_told_what_that_means() =>
        Assert.Contains("networkPolicy.enabled is false", await ReadAsync("everything-off"), StringComparison.Ordinal);

    private static async Task<string> ReadAsync(string values)
    {
        var answer = await HelmChart.HelmAsync(
            "install", "octobatch", HelmChart.Folder, "--namespace", HelmChart.Namespace, "--dry-run=client", "--values", HelmChart.ValuesFile(values));
        return answer.Succeeded[answer.Output.IndexOf("\nNOTES:", StringComparison.Ordinal)..];
    }
}
