using k8s.Models;
using Octobatch.Tests.Deployment.Chart;
using Octobatch.Tests.Deployment.Network;
using Octobatch.Tests.Deployment.Tools;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Deployment;

public sealed class KustomizeTests
{
    private static readonly string[] Services = ["gateway", "campaign", "selection", "token"];
    private static readonly string Folder = Repository.PathOf("deploy", "kustomize");

    [Fact]
    public async Task The_base_is_what_the_chart_renders_today()
    {
        using var folder = new TempDirectory();
        var render = await Command.RunAsync(
            Path.Combine(Folder, "render.sh"), [folder.Sub("base.yaml")], environment: [new("HELM", await KubernetesTools.HelmAsync())]);
        Assert.True(render.ExitCode == 0, render.Errors);
        Assert.True(await ReadAsync(folder.Sub("base.yaml")) == await ReadAsync(Path.Combine(Folder, "base", "octobatch.yaml")),
            "deploy/kustomize/base/octobatch.yaml is stale: run deploy/kustomize/render.sh");

        static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("base")]
    [InlineData("overlays/github-com")]
    [InlineData("overlays/ghes")]
    [InlineData("overlays/minimal")]
    public async Task Every_folder_renders_to_what_Kubernetes_has(string folder)
    {
        var manifests = await BuildAsync(folder);
        Assert.Equal(4, manifests.All<V1Deployment>().Count);
        Assert.Equal(6, manifests.All<V1NetworkPolicy>().Count);
        Assert.All(manifests.Objects, o => Assert.Equal("octobatch", o.Metadata.NamespaceProperty));
        Assert.Empty(manifests.All<V1Secret>());
    }

    [Theory]
    [InlineData("base", "")]
    [InlineData("overlays/github-com", "github:443 github6:443 postgres:5432 redis:6379 s3:443")]
    [InlineData("overlays/ghes", "ghes:443 postgres:5432 redis:6379 s3:443")]
    [InlineData("overlays/minimal", "github:443 internet:443")]
    public async Task Every_service_of_an_overlay_reaches_its_dependencies_alone(string folder, string open)
    {
        var policies = new NetworkPolicies((await BuildAsync(folder)).All<V1NetworkPolicy>());
        string[] all = ["github:443", "github6:443", "ghes:443", "postgres:5432", "redis:6379", "s3:443", "internet:443", "internet:80", "metadata:443", "metadata:80"];
        foreach (var service in Services)
        {
            var reached = all.Where(to => policies.MayReach(World.Get(service), World.Get(to.Split(':')[0]), int.Parse(to.Split(':')[1])));
            Assert.Equal(open, string.Join(' ', reached));
            Assert.True(policies.MayReach(World.Get(service), World.Get("dns"), 53, "UDP"));
        }

        Assert.True(policies.MayReach(World.Get("selection"), World.Get("token"), 8003));
        Assert.False(policies.MayReach(World.Get("selection"), World.Get("campaign"), 8001));
    }

    [Fact]
    public async Task The_GHES_overlay_points_every_service_to_the_server()
    {
        foreach (var deployment in (await BuildAsync("overlays/ghes")).All<V1Deployment>())
            Assert.Contains(deployment.Spec.Template.Spec.Containers[0].Env, e => e.Name == "OCTOBATCH_GITHUB_API_BASE_URL" && e.Value == "https://ghes.example.com/api/v3");
    }

    [Fact]
    public async Task The_minimal_overlay_is_one_pod_each()
    {
        var manifests = await BuildAsync("overlays/minimal");
        Assert.All(manifests.All<V1Deployment>(), d => Assert.Equal(1, d.Spec.Replicas));
        Assert.Empty(manifests.All<V1PodDisruptionBudget>());
    }

    private static async Task<Manifests> BuildAsync(string folder) =>
        Manifests.Parse((await Command.RunAsync(await KubernetesTools.KubectlAsync(), ["kustomize", Path.Combine(Folder, folder)])).Succeeded);
}
