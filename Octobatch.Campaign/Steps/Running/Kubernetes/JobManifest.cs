using System.Globalization;
using k8s.Models;
using Octobatch.Campaigns.Steps.Running.Jobs;

namespace Octobatch.Campaigns.Steps.Running.Kubernetes;

/// <summary>The Kubernetes Job of one command. A pure function; the namespace's policy denies all traffic, and the rest of the walls stand here.</summary>
internal static class JobManifest
{
    public const string Container = "step";
    private const long NoRoot = 65532;
    private static readonly TimeSpan AroundCommand = TimeSpan.FromMinutes(10);

    public static V1Job Of(Job job, string namespaceName, RunLimits limits)
    {
        var lives = (long)(job.Step.Timeout + AroundCommand).TotalSeconds;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["app.kubernetes.io/name"] = "octobatch-run-step",
            ["app.kubernetes.io/part-of"] = "octobatch",
            ["app.kubernetes.io/component"] = "run-step",
        };
        return new()
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = new() { Name = job.Name, NamespaceProperty = namespaceName, Labels = labels },
            Spec = new()
            {
                BackoffLimit = 0,
                Completions = 1,
                Parallelism = 1,
                ActiveDeadlineSeconds = lives,
                TtlSecondsAfterFinished = 300,
                Template = new() { Metadata = new() { Labels = labels }, Spec = Pod(job, lives, limits) },
            },
        };
    }

    private static V1PodSpec Pod(Job job, long lives, RunLimits limits) => new()
    {
        RestartPolicy = "Never",
        AutomountServiceAccountToken = false,
        EnableServiceLinks = false,
        HostNetwork = false,
        HostPID = false,
        HostIPC = false,
        ShareProcessNamespace = false,
        TerminationGracePeriodSeconds = 0,
        SecurityContext = new()
        {
            RunAsNonRoot = true,
            RunAsUser = NoRoot,
            RunAsGroup = NoRoot,
            FsGroup = NoRoot,
            SeccompProfile = new() { Type = "RuntimeDefault" },
        },
        Containers =
        [
            new()
            {
                Name = Container,
                Image = job.Step.Image,
                ImagePullPolicy = "IfNotPresent",
                // The container only waits; the script comes through the API, and the Job is deleted when it has ended.
                Command = ["sh", "-c", string.Create(CultureInfo.InvariantCulture, $"exec sleep {lives}")],
                WorkingDir = JobScript.Folder,
                Env = [.. JobScript.Environment.Concat(job.Step.Env).Select(pair => new V1EnvVar { Name = pair.Key, Value = pair.Value })],
                SecurityContext = new()
                {
                    AllowPrivilegeEscalation = false,
                    Privileged = false,
                    ReadOnlyRootFilesystem = true,
                    Capabilities = new() { Drop = ["ALL"] },
                },
                Resources = new()
                {
                    Requests = Quantities(("cpu", "250m"), ("memory", "256Mi"), ("ephemeral-storage", "256Mi")),
                    Limits = Quantities(("cpu", "2"), ("memory", Bytes(limits.MemoryBytes)), ("ephemeral-storage", Bytes(limits.WorkBytes * 2))),
                },
                VolumeMounts = [new() { Name = "job", MountPath = JobScript.Folder }, new() { Name = "tmp", MountPath = "/tmp" }],
            },
        ],
        Volumes =
        [
            new() { Name = "job", EmptyDir = new() { SizeLimit = new(Bytes(limits.WorkBytes)) } },
            new() { Name = "tmp", EmptyDir = new() { SizeLimit = new("64Mi") } },
        ],
    };

    private static Dictionary<string, ResourceQuantity> Quantities(params (string Name, string Value)[] quantities) =>
        quantities.ToDictionary(quantity => quantity.Name, quantity => new ResourceQuantity(quantity.Value), StringComparer.Ordinal);

    private static string Bytes(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}
