using System.Net;

namespace Octobatch.Tests.Deployment.Network;

/// <summary>One end of a connection, as a NetworkPolicy sees it.</summary>
internal abstract record Peer(IPAddress Address);

/// <summary>A pod of the cluster.</summary>
/// <param name="NamedPorts">Container ports by name, for rules that name a port.</param>
internal sealed record PodPeer(IPAddress Address, string Namespace, IReadOnlyDictionary<string, string> Labels) : Peer(Address)
{
    public IReadOnlyDictionary<string, string> NamespaceLabels { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["kubernetes.io/metadata.name"] = Namespace };

    public IReadOnlyDictionary<string, int> NamedPorts { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);
}

/// <summary>Anything that is no pod: an address outside, or an API server.</summary>
internal sealed record AddressPeer(IPAddress Address) : Peer(Address);

/// <summary>The node that the pod in question runs on, and its kubelet: always let through to its own pods.</summary>
internal sealed record OwnNodePeer(IPAddress Address) : Peer(Address);
