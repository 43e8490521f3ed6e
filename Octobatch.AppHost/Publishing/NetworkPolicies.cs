using Aspire.Hosting.Kubernetes.Resources;

namespace Octobatch.AppHost.Publishing;

/// <summary>
/// The one description of who may reach whom, used for every workload: what the graph refers to may be reached, and
/// nothing else. The services also reach DNS and GitHub; the gateway alone is reached by anyone.
/// </summary>
internal static class NetworkPolicies
{
    private const string Component = "app.kubernetes.io/component";

    private static readonly NetworkPeer ClusterDns = new(
        PodSelector: new(new() { ["k8s-app"] = "kube-dns" }),
        NamespaceSelector: new(new() { ["kubernetes.io/metadata.name"] = "kube-system" }));

    // GitHub's addresses change, so everything public, but neither the cluster's own networks nor the cloud's metadata
    // service. helm/octobatch takes exact ranges instead.
    private static readonly NetworkPeer Public = new(IpBlock: new("0.0.0.0/0",
        ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]));

    /// <summary>The policy of one workload, both directions.</summary>
    /// <param name="workload">What the policy is for.</param>
    /// <param name="graph">All resources, among which those are that refer to the workload.</param>
    /// <param name="labels">The labels of the workload's pods; those of the others differ in the component only.</param>
    public static NetworkPolicy For(IResource workload, IEnumerable<IResource> graph, Dictionary<string, string> labels)
    {
        List<EgressRule> egress = [.. References(workload).Select(target => new EgressRule([Pods(target)], Ports(target)))];
        if (workload is ProjectResource)
        {
            egress.Add(new EgressRule([ClusterDns], [new("UDP", 53), new("TCP", 53)]));
            egress.Add(new EgressRule([Public], [new("TCP", 443)]));
        }

        NetworkPeer[] callers = IsExternal(workload) ? [] : [.. graph.Where(other => References(other).Contains(workload)).Select(Pods)];
        var ingress = new IngressRule(callers, Ports(workload));
        return new NetworkPolicy(new(new(labels), ["Ingress", "Egress"], [ingress], egress))
        {
            Metadata = { Name = $"{workload.Name}-networkpolicy" },
        };

        NetworkPeer Pods(IResource other) => new(PodSelector: new(new(labels) { [Component] = other.Name }));
    }

    private static IEnumerable<IResource> References(IResource resource) => resource.Annotations
        .OfType<ResourceRelationshipAnnotation>()
        .Where(relationship => relationship.Type == "Reference")
        .Select(relationship => relationship.Resource is IResourceWithParent part ? part.Parent : relationship.Resource)
        .Where(target => target is IComputeResource)
        .Distinct();

    private static NetworkPort[] Ports(IResource resource) =>
        [.. Endpoints(resource).Select(endpoint => new NetworkPort("TCP", endpoint.TargetPort!.Value))];

    private static bool IsExternal(IResource resource) => Endpoints(resource).Any(endpoint => endpoint.IsExternal);

    private static IEnumerable<EndpointAnnotation> Endpoints(IResource resource) => resource.Annotations.OfType<EndpointAnnotation>();
}
