using k8s;
using k8s.Models;

namespace Octobatch.Tests.Deployment.Chart;

/// <summary>Kubernetes objects read strictly: a field that the API does not have fails.</summary>
internal sealed class Manifests
{
    private static readonly Dictionary<string, Type> Types = new(StringComparer.Ordinal)
    {
        ["gateway.networking.k8s.io/v1/HTTPRoute"] = typeof(HttpRoute),
    };

    private Manifests(string yaml, IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects) => (Yaml, Objects) = (yaml, objects);

    public string Yaml { get; }

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; }

    public static Manifests Parse(string yaml) =>
        new(yaml, [.. KubernetesYaml.LoadAllFromString(yaml, Types, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()]);

    public IReadOnlyList<T> All<T>() where T : IKubernetesObject<V1ObjectMeta> => [.. Objects.OfType<T>()];

    /// <summary>The pod of every workload, `helm test` included, by the name of what makes it.</summary>
    public IReadOnlyDictionary<string, (V1ObjectMeta Metadata, V1PodSpec Spec)> Pods =>
        All<V1Deployment>().Select(d => (d.Metadata.Name, d.Spec.Template.Metadata, d.Spec.Template.Spec))
            .Concat(All<V1Pod>().Select(p => (p.Metadata.Name, p.Metadata, p.Spec)))
            .ToDictionary(p => p.Name, p => (p.Metadata, p.Spec), StringComparer.Ordinal);

    /// <summary>The Deployment of one service of the only release.</summary>
    public V1Deployment Deployment(string service) => All<V1Deployment>().Single(d => d.Metadata.Labels["app.kubernetes.io/component"] == service);
}
