using System.Net;
using Octobatch.Tests.Deployment.Chart;

namespace Octobatch.Tests.Deployment.Network;

/// <summary>Who and what there is around one release named octobatch, with the addresses that the values files use.</summary>
internal static class World
{
    public static Peer Get(string name) => name switch
    {
        "gateway" or "campaign" or "selection" or "token" or "test" => Pod(name),
        "neighbour" => Other("octobatch", "10.42.0.20", ("app", "something-else")),
        "other-release" => Pod("campaign", "10.42.0.21", "another"),
        "postgres-pod" => Other("octobatch", "10.42.0.22", ("app", "postgres")),
        "ingress-controller" => Other("ingress-nginx", "10.42.0.23", ("app.kubernetes.io/name", "ingress-nginx")),
        "proxy" => Other("tools", "10.42.0.24", ("app", "proxy")),
        "step" => Other("steps", "10.42.0.25", ("job-name", "step")),
        "dns" => Other("kube-system", "10.42.0.2", ("k8s-app", "kube-dns")),
        "system-pod" => Other("kube-system", "10.42.0.3", ("k8s-app", "metrics-server")),
        "kubelet" => new OwnNodePeer(IPAddress.Parse("10.0.7.5")),
        "other-node" => Outside("10.0.7.6"),
        "github" => Outside("140.82.121.6"),
        "ghes" => Outside("10.0.9.10"),
        "postgres" => Outside("10.0.1.10"),
        "redis" => Outside("10.0.2.10"),
        "s3" => Outside("10.0.3.10"),
        "collector" => Outside("10.0.4.10"),
        "oidc" => Outside("10.0.5.10"),
        "kube-api" => Outside("10.0.6.1"),
        "user" => Outside("198.51.100.7"),
        "internet" => Outside("93.184.215.14"),
        "metadata" => Outside("169.254.169.254"),
        "github6" => Outside("2606:50c0:8000::153"),
        "postgres6" => Outside("2001:db8:1::10"),
        "internet6" => Outside("2620:fe::9"),
        "metadata6" => Outside("fd00:ec2::254"),
        _ => throw new ArgumentException(name, nameof(name)),
    };

    private static AddressPeer Outside(string address) => new(IPAddress.Parse(address));

    private static PodPeer Other(string @namespace, string address, (string Key, string Value) label) =>
        new(IPAddress.Parse(address), @namespace, new Dictionary<string, string>(StringComparer.Ordinal) { [label.Key] = label.Value });

    private static PodPeer Pod(string component, string address = "10.42.0.10", string release = "octobatch") =>
        new(IPAddress.Parse(address), HelmChart.Namespace, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["app.kubernetes.io/name"] = "octobatch",
            ["app.kubernetes.io/instance"] = release,
            ["app.kubernetes.io/component"] = component,
        });
}
