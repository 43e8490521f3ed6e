using k8s;
using k8s.Models;
using Octobatch.Campaigns.Steps.Running;
using Octobatch.Campaigns.Steps.Running.Kubernetes;
using Octobatch.GitHub.Repositories;
using Xunit;

namespace Octobatch.Tests.Campaigns.Steps.Running.Kubernetes;

public sealed class JobManifestTests
{
    private static readonly V1Job Manifest = JobManifest.Of(
        new Job(
            "octobatch-run-x",
            new() { Command = "make fmt; rm -rf /", Image = "registry.example.com/steps/go:1", Timeout = TimeSpan.FromMinutes(5), Env = new Dictionary<string, string>(StringComparer.Ordinal) { ["A"] = "b" } },
            new("/nowhere", 10), (_, _) => Task.CompletedTask, new(10)),
        "steps", RunLimits.Default);

    private static readonly V1PodSpec Pod = Manifest.Spec.Template.Spec;
    private static readonly V1Container Container = Assert.Single(Pod.Containers);

    [Fact]
    public void It_runs_once_and_ends_by_itself()
    {
        Assert.Equal(("octobatch-run-x", "steps"), (Manifest.Metadata.Name, Manifest.Metadata.NamespaceProperty));
        Assert.Equal((0, 1, 1), (Manifest.Spec.BackoffLimit, Manifest.Spec.Completions, Manifest.Spec.Parallelism));
        Assert.Equal((900L, 300), (Manifest.Spec.ActiveDeadlineSeconds, Manifest.Spec.TtlSecondsAfterFinished));
        Assert.Equal(("Never", 0L), (Pod.RestartPolicy, Pod.TerminationGracePeriodSeconds));
        Assert.Equal(["sh", "-c", "exec sleep 900"], Container.Command);
    }

    [Fact]
    public void It_has_no_rights_and_no_token()
    {
        Assert.False(Pod.AutomountServiceAccountToken);
        Assert.Null(Pod.ServiceAccountName);
        Assert.Equal((false, false, false, false, false), (Pod.EnableServiceLinks, Pod.HostNetwork, Pod.HostPID, Pod.HostIPC, Pod.ShareProcessNamespace));
        Assert.True(Pod.SecurityContext.RunAsNonRoot);
        Assert.All([Pod.SecurityContext.RunAsUser, Pod.SecurityContext.RunAsGroup, Pod.SecurityContext.FsGroup], id => Assert.True(id > 1000));
        Assert.Equal("RuntimeDefault", Pod.SecurityContext.SeccompProfile.Type);
        Assert.Equal((false, false, true), (Container.SecurityContext.AllowPrivilegeEscalation, Container.SecurityContext.Privileged, Container.SecurityContext.ReadOnlyRootFilesystem));
        Assert.Equal(["ALL"], Container.SecurityContext.Capabilities.Drop);
        Assert.Null(Container.SecurityContext.Capabilities.Add);
    }

    [Fact]
    public void It_writes_only_to_volumes_of_its_own_that_end_somewhere()
    {
        Assert.All(Pod.Volumes, volume => Assert.NotNull(volume.EmptyDir?.SizeLimit));
        Assert.Equal(["/job", "/tmp"], Container.VolumeMounts.Select(mount => mount.MountPath));
        Assert.Equal(["cpu", "ephemeral-storage", "memory"], Container.Resources.Limits.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Container.Resources.Limits.Keys.Order(StringComparer.Ordinal), Container.Resources.Requests.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_variables_are_the_steps_own_and_the_command_is_not_in_it()
    {
        Assert.Equal(["A", "HOME", "LANG", "TMPDIR"], Container.Env.Select(variable => variable.Name).Order(StringComparer.Ordinal));
        Assert.Null(Container.EnvFrom);
        Assert.DoesNotContain("make fmt", KubernetesJson.Serialize(Manifest), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_name_is_the_same_for_the_same_work_alone()
    {
        string Name(string work = "c", string repository = "acme/one", string commit = "1", int step = 0) =>
            RunSteps.JobName(work, RepositoryName.Parse(repository), commit, step);
        Assert.Equal(Name(), Name());
        Assert.Matches("^[a-z0-9-]{1,63}$", Name());
        Assert.Equal(5, new HashSet<string> { Name(), Name("d"), Name(repository: "acme/two"), Name(commit: "2"), Name(step: 1) }.Count);
    }
}
