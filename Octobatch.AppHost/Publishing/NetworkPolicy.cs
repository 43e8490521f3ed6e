using Aspire.Hosting.Kubernetes.Resources;

namespace Octobatch.AppHost.Publishing;

/// <summary>
/// A <c>networking.k8s.io/v1</c> NetworkPolicy, which the publisher has no type for; it writes the members of these
/// types in camel case and leaves out what is null or empty.
/// </summary>
public sealed class NetworkPolicy(NetworkPolicySpec spec) : BaseKubernetesResource("networking.k8s.io/v1", "NetworkPolicy")
{
    /// <summary>What the policy is for and what it lets through.</summary>
    public NetworkPolicySpec Spec { get; } = spec;
}

/// <summary>Whom the policy is for, the directions that it denies, and what it lets through all the same.</summary>
public sealed record NetworkPolicySpec(
    LabelSelectorV1 PodSelector,
    IReadOnlyList<string> PolicyTypes,
    IReadOnlyList<IngressRule> Ingress,
    IReadOnlyList<EgressRule> Egress);

/// <summary>Lets these peers reach these ports; no peers means anyone.</summary>
public sealed record IngressRule(IReadOnlyList<NetworkPeer> From, IReadOnlyList<NetworkPort> Ports);

/// <summary>Lets these ports of these peers be reached.</summary>
public sealed record EgressRule(IReadOnlyList<NetworkPeer> To, IReadOnlyList<NetworkPort> Ports);

/// <summary>Pods, of this namespace unless another is selected, or a range of addresses.</summary>
public sealed record NetworkPeer(
    LabelSelectorV1? PodSelector = null, LabelSelectorV1? NamespaceSelector = null, IpBlock? IpBlock = null);

/// <summary>A range of addresses without some of its parts, in CIDR notation.</summary>
public sealed record IpBlock(string Cidr, IReadOnlyList<string> Except);

/// <summary>A port of a protocol, <c>TCP</c> or <c>UDP</c>.</summary>
public sealed record NetworkPort(string Protocol, int Port);
