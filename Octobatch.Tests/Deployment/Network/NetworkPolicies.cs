using System.Net;
using k8s.Models;

namespace Octobatch.Tests.Deployment.Network;

/// <summary>
/// Answers «may X reach Y on port P» by the rules of Kubernetes' NetworkPolicy (networking.k8s.io/v1): a pod that no policy of a
/// direction selects is open in it; one that some policy selects is closed but for what the union of these policies allows; both ends
/// must allow a connection.
/// </summary>
internal sealed class NetworkPolicies(IReadOnlyList<V1NetworkPolicy> policies)
{
    public bool MayReach(Peer from, Peer to, int port, string protocol = "TCP") =>
        MayLeave(from, to, port, protocol) && MayEnter(from, to, port, protocol);

    private bool MayLeave(Peer from, Peer to, int port, string protocol)
    {
        if (from is not PodPeer pod)
            return true;
        var selecting = Selecting(pod, "Egress");
        return selecting.Count == 0 || selecting.Exists(policy => (policy.Spec.Egress ?? [])
            .Any(rule => Matches(policy, rule.To, to) && MatchesPort(rule.Ports, to, port, protocol)));
    }

    private bool MayEnter(Peer from, Peer to, int port, string protocol)
    {
        // A node's traffic to its own pods is never cut off (documented under ipBlock), so probes work.
        if (to is not PodPeer pod || from is OwnNodePeer)
            return true;
        var selecting = Selecting(pod, "Ingress");
        return selecting.Count == 0 || selecting.Exists(policy => (policy.Spec.Ingress ?? [])
            .Any(rule => Matches(policy, rule.FromProperty, from) && MatchesPort(rule.Ports, to, port, protocol)));
    }

    private List<V1NetworkPolicy> Selecting(PodPeer pod, string direction) =>
        [.. policies.Where(p => p.Metadata.NamespaceProperty == pod.Namespace && Types(p).Contains(direction)
            && (p.Spec.PodSelector ?? new()).Takes(pod.Labels))];

    // Without policyTypes a policy is one of ingress, and of egress as well if it has egress rules.
    private static IEnumerable<string> Types(V1NetworkPolicy policy) =>
        policy.Spec.PolicyTypes is { Count: > 0 } types ? types : policy.Spec.Egress is { Count: > 0 } ? ["Ingress", "Egress"] : ["Ingress"];

    // A rule without peers is for all of them.
    private static bool Matches(V1NetworkPolicy policy, IList<V1NetworkPolicyPeer>? peers, Peer other) =>
        peers is not { Count: > 0 } || peers.Any(peer => Matches(policy, peer, other));

    private static bool Matches(V1NetworkPolicy policy, V1NetworkPolicyPeer peer, Peer other)
    {
        if (peer.IpBlock is { } block)
            return Contains(block.Cidr, other.Address) && !(block.Except ?? []).Any(range => Contains(range, other.Address));
        if (other is not PodPeer pod)
            return false;
        var inNamespace = peer.NamespaceSelector is { } selector
            ? selector.Takes(pod.NamespaceLabels)
            : pod.Namespace == policy.Metadata.NamespaceProperty;
        return inNamespace && (peer.PodSelector is null || peer.PodSelector.Takes(pod.Labels));
    }

    private static bool Contains(string cidr, IPAddress address)
    {
        // Host bits after the prefix are legal in a policy and not in IPNetwork.
        var parts = cidr.Split('/');
        var start = IPAddress.Parse(parts[0]);
        if (start.AddressFamily != address.AddressFamily)
            return false;
        byte[] first = start.GetAddressBytes(), other = address.GetAddressBytes();
        for (var bit = 0; bit < int.Parse(parts[1]); bit++)
        {
            if (((first[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) != 0)
                return false;
        }

        return true;
    }

    // A rule without ports is for all of them.
    private static bool MatchesPort(IList<V1NetworkPolicyPort>? ports, Peer to, int port, string protocol) =>
        ports is not { Count: > 0 } || ports.Any(rule => (rule.Protocol ?? "TCP") == protocol && Covers(rule, to, port));

    private static bool Covers(V1NetworkPolicyPort rule, Peer to, int port)
    {
        if (rule.Port is null)
            return true;
        if (!int.TryParse(rule.Port.Value, out var first))
            return to is PodPeer pod && pod.NamedPorts.TryGetValue(rule.Port.Value, out var named) && named == port;
        return port >= first && port <= (rule.EndPort ?? first);
    }
}
