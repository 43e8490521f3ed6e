using k8s.Models;
using Octobatch.ServiceDefaults;
using Octobatch.Tests.Deployment.Chart;
using Octobatch.Tests.Deployment.Tools;
using Xunit;

namespace Octobatch.Tests.Deployment;

public sealed class ChartTests
{
    private static readonly string[] Services = ["campaign", "gateway", "selection", "token"];

    public static TheoryData<string> ValuesFiles => HelmChart.ValuesFiles;

    [Theory, MemberData(nameof(ValuesFiles))]
    public async Task Every_file_of_values_passes_lint(string values)
    {
        var lint = await HelmChart.HelmAsync("lint", "--strict", HelmChart.Folder, "--values", HelmChart.ValuesFile(values));
        Assert.True(lint.ExitCode == 0, lint.Output + lint.Errors);
    }

    [Theory, MemberData(nameof(ValuesFiles))]
    public async Task Every_rendered_object_is_one_that_Kubernetes_has(string values)
    {
        var manifests = await HelmChart.RenderAsync(values);
        Assert.Equal(manifests.Yaml.Split("\nkind: ").Length - 1, manifests.Objects.Count);
        Assert.Equal(Services, manifests.All<V1Deployment>().Select(d => d.Metadata.Labels["app.kubernetes.io/component"]).Order(StringComparer.Ordinal));
        Assert.Equal(manifests.Objects.Count, manifests.Objects.Select(o => (o.Kind, o.Metadata.NamespaceProperty, o.Metadata.Name)).Distinct().Count());
        Assert.All(manifests.Objects, o => Assert.Equal("octobatch", o.Metadata.Labels["app.kubernetes.io/name"]));
        Assert.All(manifests.Objects, o => Assert.Equal("octobatch", o.Metadata.Labels["app.kubernetes.io/instance"]));
    }

    [Fact]
    public void An_unknown_field_is_refused() =>
        Assert.ThrowsAny<Exception>(() => Manifests.Parse("apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { portz: [] }\n"));

    [Theory, MemberData(nameof(ValuesFiles))]
    public async Task Every_pod_is_locked_down(string values)
    {
        foreach (var (name, pod) in (await HelmChart.RenderAsync(values)).Pods)
        {
            Assert.True(pod.Spec.SecurityContext.RunAsNonRoot, name);
            Assert.Equal("RuntimeDefault", pod.Spec.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.Spec.EnableServiceLinks, name);
            var container = Assert.Single(pod.Spec.Containers);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem, name);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation, name);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.Null(container.SecurityContext.Capabilities.Add);
        }
    }

    [Theory]
    [InlineData("defaults", false)]
    [InlineData("run-steps", true)]
    public async Task Only_campaign_gets_a_service_account_token_and_only_for_run_steps(string values, bool runSteps)
    {
        foreach (var (name, pod) in (await HelmChart.RenderAsync(values)).Pods)
            Assert.Equal(runSteps && name == "octobatch-campaign", pod.Spec.AutomountServiceAccountToken);
    }

    [Theory, MemberData(nameof(ValuesFiles))]
    public async Task Probes_ports_and_selectors_fit_the_services(string values)
    {
        var manifests = await HelmChart.RenderAsync(values);
        foreach (var service in OctobatchService.All)
        {
            var deployment = manifests.Deployment(service.Name);
            var container = deployment.Spec.Template.Spec.Containers[0];
            var port = Assert.Single(container.Ports);
            Assert.Equal((service.Port, "http"), (port.ContainerPort, port.Name));
            Assert.Contains(container.Env, e => e.Name == "ASPNETCORE_HTTP_PORTS" && e.Value == $"{service.Port}");
            Assert.Equal("/livez", container.StartupProbe.HttpGet.Path);
            Assert.Equal("/livez", container.LivenessProbe.HttpGet.Path);
            Assert.Equal("/readyz", container.ReadinessProbe.HttpGet.Path);

            var front = manifests.All<V1Service>().Single(s => s.Metadata.Name == deployment.Metadata.Name);
            Assert.Equal(service.Port, Assert.Single(front.Spec.Ports).Port);
            Assert.Equal(deployment.Spec.Selector.MatchLabels, front.Spec.Selector);
            Assert.All(front.Spec.Selector, label => Assert.Equal(label.Value, deployment.Spec.Template.Metadata.Labels[label.Key]));
        }
    }

    [Theory, MemberData(nameof(ValuesFiles))]
    public async Task The_end_of_a_pod_leaves_time_for_its_routes_and_its_work(string values)
    {
        foreach (var deployment in (await HelmChart.RenderAsync(values)).All<V1Deployment>())
        {
            var pod = deployment.Spec.Template.Spec;
            // Services take up to 25 s after the signal (HostOptions.ShutdownTimeout).
            Assert.True(pod.TerminationGracePeriodSeconds > pod.Containers[0].Lifecycle.PreStop.Sleep.Seconds + 25);
        }
    }

    [Fact]
    public async Task A_changed_setting_restarts_exactly_the_services_that_read_it()
    {
        var before = await HelmChart.RenderAsync("defaults");
        var after = Manifests.Parse((await HelmChart.TemplateAsync(["--set", "github.tokenSkewSeconds=90"])).Succeeded);
        foreach (var service in Services)
            Assert.Equal(service == "token", Checksum(before, service) != Checksum(after, service));

        static string Checksum(Manifests manifests, string service) =>
            manifests.Deployment(service).Spec.Template.Metadata.Annotations["checksum/config"];
    }

    [Fact]
    public async Task An_autoscaler_and_a_number_of_replicas_never_fight()
    {
        var manifests = await HelmChart.RenderAsync("per-service");
        Assert.Null(manifests.Deployment("campaign").Spec.Replicas);
        Assert.Equal("octobatch-campaign", Assert.Single(manifests.All<V2HorizontalPodAutoscaler>()).Spec.ScaleTargetRef.Name);
        Assert.Equal([5, 3, 3], new[] { "gateway", "selection", "token" }.Select(s => manifests.Deployment(s).Spec.Replicas!.Value));
        Assert.Equal(["octobatch-campaign", "octobatch-gateway", "octobatch-selection"],
            manifests.All<V1PodDisruptionBudget>().Select(b => b.Metadata.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Zero_replicas_and_false_are_values_too()
    {
        var manifests = await HelmChart.RenderAsync("everything-off");
        Assert.All(manifests.All<V1Deployment>(), d => Assert.Equal(0, d.Spec.Replicas));
        Assert.Empty(manifests.All<V1PodDisruptionBudget>());
        Assert.Empty(manifests.All<V1NetworkPolicy>());
    }

    [Fact]
    public async Task Images_are_named_by_registry_tag_or_digest_and_by_the_version_of_this_source_otherwise()
    {
        var common = await HelmChart.RenderAsync("everything-on");
        Assert.Equal("registry.example.com/platform/octobatch-gateway:1.2.3", Image(common, "gateway"));
        var own = await HelmChart.RenderAsync("per-service");
        Assert.Equal($"octobatch-gateway:{Repository.Version}", Image(own, "gateway"));
        Assert.Equal("elsewhere/selection:canary", Image(own, "selection"));
        Assert.StartsWith("octobatch-token@sha256:0123", Image(own, "token"), StringComparison.Ordinal);

        static string Image(Manifests manifests, string service) => manifests.Deployment(service).Spec.Template.Spec.Containers[0].Image;
    }

    [Fact]
    public async Task Both_ways_in_lead_to_the_gateway_and_are_off_by_default()
    {
        var on = await HelmChart.RenderAsync("everything-on");
        var backend = Assert.Single(Assert.Single(on.All<V1Ingress>()).Spec.Rules).Http.Paths[0].Backend.Service;
        Assert.Equal("octobatch-gateway", backend.Name);
        var route = Assert.Single(Assert.Single(on.All<HttpRoute>()).Spec.Rules).BackendRefs[0];
        Assert.Equal(("octobatch-gateway", 8000), (route.Name, route.Port));

        var off = await HelmChart.RenderAsync("defaults");
        Assert.Empty(off.All<V1Ingress>());
        Assert.Empty(off.All<HttpRoute>());
    }

    [Fact]
    public async Task The_test_pod_asks_all_four_services()
    {
        var pod = Assert.Single((await HelmChart.RenderAsync("defaults")).All<V1Pod>());
        Assert.Equal("test", pod.Metadata.Annotations["helm.sh/hook"]);
        Assert.Equal(OctobatchService.All.Select(s => $"octobatch-{s.Name}:{s.Port}").Order(StringComparer.Ordinal),
            pod.Spec.Containers[0].Args.Skip(2));
    }
}
