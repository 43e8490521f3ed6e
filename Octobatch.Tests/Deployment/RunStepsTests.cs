using k8s.Models;
using Octobatch.Tests.Deployment.Chart;
using Xunit;

namespace Octobatch.Tests.Deployment;

public sealed class RunStepsTests
{
    [Fact]
    public async Task They_bring_a_role_for_campaign_and_a_closed_namespace()
    {
        var manifests = await HelmChart.RenderAsync("run-steps");
        var role = Assert.Single(manifests.All<V1Role>());
        var binding = Assert.Single(manifests.All<V1RoleBinding>());
        var policy = Assert.Single(manifests.All<V1NetworkPolicy>(), p => p.Metadata.NamespaceProperty == "steps");

        Assert.Equal(["steps", "steps"], [role.Metadata.NamespaceProperty, binding.Metadata.NamespaceProperty]);
        var subject = Assert.Single(binding.Subjects);
        Assert.Equal(("ServiceAccount", "octobatch-campaign", HelmChart.Namespace), (subject.Kind, subject.Name, subject.NamespaceProperty));
        Assert.Equal(role.Metadata.Name, binding.RoleRef.Name);
        Assert.Equal(["jobs", "pods", "pods/attach", "pods/exec"], role.Rules.SelectMany(r => r.Resources));
        Assert.DoesNotContain(role.Rules, r => r.Resources.Contains("pods") && r.Verbs.Contains("create"));
        Assert.DoesNotContain(role.Rules, r => r.Verbs.Contains("*") || r.Resources.Contains("*"));

        Assert.Empty(policy.Spec.PodSelector.MatchLabels ?? new Dictionary<string, string>());
        Assert.Equal(["Ingress", "Egress"], policy.Spec.PolicyTypes);
        Assert.Null(policy.Spec.Ingress);
        Assert.Null(policy.Spec.Egress);
    }

    [Fact]
    public async Task Without_them_nothing_of_it_is_there()
    {
        var manifests = await HelmChart.RenderAsync("github-com");
        Assert.Empty(manifests.All<V1Role>());
        Assert.Empty(manifests.All<V1RoleBinding>());
        Assert.All(manifests.Objects, o => Assert.Equal(HelmChart.Namespace, o.Metadata.NamespaceProperty));
    }

    [Fact]
    public async Task Only_campaign_is_told_of_the_namespace_and_the_images()
    {
        var manifests = await HelmChart.RenderAsync("run-steps");
        var told = manifests.All<V1ConfigMap>().Where(c => c.Data.Keys.Any(k => k.StartsWith("OCTOBATCH_RUN_STEPS", StringComparison.Ordinal)));
        var campaign = Assert.Single(told).Data;
        Assert.Equal("kubernetes", campaign["OCTOBATCH_RUN_STEPS"]);
        Assert.Equal("steps", campaign["OCTOBATCH_RUN_STEPS_NAMESPACE"]);
        Assert.Equal("registry.example.com/steps/*", campaign["OCTOBATCH_RUN_STEPS_IMAGES"]);
    }

    [Fact]
    public async Task The_namespace_is_made_on_request_and_outlives_the_release()
    {
        var made = Assert.Single((await HelmChart.RenderAsync("everything-on")).All<V1Namespace>());
        Assert.Equal("keep", made.Metadata.Annotations["helm.sh/resource-policy"]);
        Assert.Equal("restricted", made.Metadata.Labels["pod-security.kubernetes.io/enforce"]);
        Assert.Empty((await HelmChart.RenderAsync("run-steps")).All<V1Namespace>());
    }
}
