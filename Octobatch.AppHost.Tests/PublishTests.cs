using Xunit;

namespace Octobatch.AppHost.Tests;

public sealed class PublishTests(Chart chart) : IClassFixture<Chart>
{
    [Fact]
    public void No_secret_is_written_in_clear()
    {
        var files = chart.Directory.GetFiles("*", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain(chart.Secrets, File.ReadAllText(file.FullName).Contains));
    }

    [Theory]
    [InlineData("OCTOBATCH_GITHUB_APP_PRIVATE_KEY", "token")]
    [InlineData("OCTOBATCH_GITHUB_WEBHOOK_SECRET", "gateway")]
    [InlineData("OCTOBATCH_ADMIN_KEY", "gateway")]
    public void A_secret_that_one_service_needs_is_given_to_that_one(string variable, string service)
    {
        var holders = chart.Directory.GetFiles("*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file.FullName).Contains($"{variable}:", StringComparison.Ordinal));

        Assert.Equal([Path.Combine("templates", service, "secrets.yaml")],
            holders.Select(file => Path.GetRelativePath(chart.Directory.FullName, file.FullName)));
    }

    [Theory]
    [InlineData("gateway", "campaign selection token")]
    [InlineData("campaign", "selection token")]
    [InlineData("selection", "token")]
    [InlineData("token", "")]
    public void A_service_may_reach_its_stores_and_the_services_that_it_calls(string service, string others)
    {
        string[] expected = ["blobstore", "postgres", "redis", .. others.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        var egress = Read(service, "networkpolicy").Split("\n  egress:\n")[1];

        Assert.Equal(expected.Order(StringComparer.Ordinal), Components(egress));
    }

    [Theory]
    [InlineData("campaign", "gateway")]
    [InlineData("selection", "campaign gateway")]
    [InlineData("token", "campaign gateway selection")]
    [InlineData("postgres", "campaign gateway selection token")]
    [InlineData("redis", "campaign gateway selection token")]
    [InlineData("blobstore", "campaign gateway selection token")]
    public void A_workload_is_reached_by_those_that_call_it_alone(string workload, string callers)
    {
        var ingress = Read(workload, "networkpolicy").Split("\n  ingress:\n")[1].Split("\n  egress:\n")[0];

        Assert.Contains("- from:", ingress, StringComparison.Ordinal);
        Assert.Equal(callers.Split(' '), Components(ingress));
    }

    [Theory]
    [InlineData("gateway", "deployment")]
    [InlineData("campaign", "deployment")]
    [InlineData("selection", "deployment")]
    [InlineData("token", "deployment")]
    [InlineData("postgres", "statefulset")]
    [InlineData("redis", "statefulset")]
    [InlineData("blobstore", "statefulset")]
    public void Every_pod_is_probed_and_has_no_rights(string workload, string kind)
    {
        var pod = Read(workload, kind);

        Assert.Contains("readinessProbe:", pod, StringComparison.Ordinal);
        Assert.Contains("runAsNonRoot: true", pod, StringComparison.Ordinal);
        Assert.Contains("readOnlyRootFilesystem: true", pod, StringComparison.Ordinal);
        Assert.Contains("allowPrivilegeEscalation: false", pod, StringComparison.Ordinal);
        Assert.Contains("automountServiceAccountToken: false", pod, StringComparison.Ordinal);
        Assert.Contains("RuntimeDefault", pod, StringComparison.Ordinal);
        Assert.Equal(kind == "statefulset", pod.Contains("persistentVolumeClaim:", StringComparison.Ordinal));
    }

    private string Read(string workload, string kind) =>
        File.ReadAllText(Path.Combine(chart.Directory.FullName, "templates", workload, $"{kind}.yaml"));

    private static IEnumerable<string> Components(string rules) => rules.Split('\n')
        .Where(line => line.Contains("app.kubernetes.io/component:", StringComparison.Ordinal))
        .Select(line => line.Split('"')[1])
        .Order(StringComparer.Ordinal);
}
