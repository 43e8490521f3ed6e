using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace Octobatch.AppHost.Publishing;

/// <summary>
/// What <c>aspire publish</c> makes of the graph: a Helm chart of the development stack with Postgres, Redis and the blob
/// store in the cluster. For production there is helm/octobatch, which takes these three from outside.
/// </summary>
internal static class KubernetesPublishing
{
    // The users of the images: .NET's app user, and the one that the Postgres and Redis images make for themselves.
    private const long DotNetUser = 1654;
    private const long ServerUser = 999;

    /// <summary>Publishes every workload with persistent volumes, a network policy, probes and a security context.</summary>
    public static void PublishToKubernetes(this IDistributedApplicationBuilder builder)
    {
        var cluster = builder.AddKubernetesEnvironment("kubernetes")
            .WithHelm(chart => chart.WithChartName("octobatch-dev").WithChartVersion("0.1.0"))
            .WithDashboard(false)
            .ExcludeFromManifest();

        foreach (var container in builder.Resources.OfType<ContainerResource>().ToList())
        {
            foreach (var mount in container.Annotations.OfType<ContainerMountAnnotation>().ToList())
                builder.CreateResourceBuilder(container)
                    .WithPersistentVolume(cluster.AddPersistentVolume(mount.Source!).WithCapacity("10Gi"));
        }

        foreach (var workload in builder.Resources.OfType<IComputeResource>().ToList())
        {
            builder.CreateResourceBuilder(workload).PublishAsKubernetesService(published =>
            {
                var pod = published.Workload!.PodTemplate;
                Secure(pod.Spec, workload);
                SetProbes(pod.Spec.Containers[0]);
                published.AdditionalResources.Add(NetworkPolicies.For(workload, builder.Resources, pod.Metadata.Labels));
            });
        }
    }

    private static void Secure(PodSpecV1 pod, IResource workload)
    {
        pod.AutomountServiceAccountToken = false;
        pod.SecurityContext ??= new PodSecurityContextV1();
        pod.SecurityContext.RunAsNonRoot = true;
        pod.SecurityContext.RunAsUser = workload is ProjectResource ? DotNetUser : ServerUser;
        pod.SecurityContext.SeccompProfile = new SeccompProfileV1 { Type = "RuntimeDefault" };

        var container = pod.Containers[0];
        container.SecurityContext = new SecurityContextV1
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            Capabilities = new CapabilitiesV1 { Drop = { "ALL" } },
        };

        // MinIO keeps certificates in its home, Postgres its socket in the other place.
        AddScratch("home", "/tmp");
        container.Env.Add(new EnvVarV1 { Name = "HOME", Value = "/tmp" });
        if (workload is PostgresServerResource)
            AddScratch("socket", "/var/run/postgresql");

        void AddScratch(string name, string path)
        {
            pod.Volumes.Add(new VolumeV1 { Name = name, EmptyDir = new EmptyDirVolumeSourceV1() });
            container.VolumeMounts.Add(new VolumeMountV1 { Name = name, MountPath = path });
        }
    }

    private static void SetProbes(ContainerV1 container)
    {
        // Kubernetes takes the scheme in upper case only, and the publisher writes it as the endpoint has it.
        foreach (var probe in new[] { container.LivenessProbe, container.ReadinessProbe })
        {
            if (probe?.HttpGet is { } get)
                get.Scheme = "HTTP";
        }

        container.ReadinessProbe ??= new ProbeV1 { TcpSocket = new TcpSocketActionV1 { Port = (int)container.Ports[0].ContainerPort! } };
    }
}
