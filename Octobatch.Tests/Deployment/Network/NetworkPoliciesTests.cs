using System.Net;
using k8s.Models;
using Octobatch.Tests.Deployment.Chart;
using Xunit;

namespace Octobatch.Tests.Deployment.Network;

/// <summary>The evaluator itself, against what Kubernetes' documentation says of each part of a policy.</summary>
public sealed class NetworkPoliciesTests
{
    private static readonly PodPeer Web = Pod("shop", "10.1.0.1", ("app", "web"));
    private static readonly PodPeer Database = Pod("shop", "10.1.0.2", ("app", "db")) with
    {
        NamedPorts = new Dictionary<string, int>(StringComparer.Ordinal) { ["sql"] = 5432 },
    };

    private static readonly PodPeer Elsewhere = Pod("blog", "10.1.0.3", ("app", "web"));
    private static readonly AddressPeer Outside = new(IPAddress.Parse("192.0.2.130"));

    [Fact]
    public void Without_a_policy_everything_is_open() => Assert.True(new NetworkPolicies([]).MayReach(Outside, Database, 1));

    [Theory]
    // Default deny, and the default of policyTypes.
    [InlineData("podSelector: {}", false, false, false)]
    [InlineData("podSelector: {}\n  policyTypes: [Egress]", false, true, true, false)]
    [InlineData("podSelector: {}\n  ingress: [{}]", true, true, true)]
    [InlineData("podSelector: {}\n  ingress: []", false, false, false)]
    [InlineData("podSelector: { matchLabels: { app: web } }", true, true, true)]
    // Peers.
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ podSelector: {} }] }]", true, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ namespaceSelector: {} }] }]", true, true, false)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: blog } } }] }]", false, true, false)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: blog } }, podSelector: { matchLabels: { app: db } } }] }]", false, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: In, values: [web, x] }] } }] }]", true, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [web] }] } }] }]", false, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: zone, operator: NotIn, values: [web] }] } }] }]", true, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: Exists }] } }] }]", true, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: DoesNotExist }] } }] }]", false, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ ipBlock: { cidr: 192.0.2.0/24 } }] }]", false, false, true)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ ipBlock: { cidr: 192.0.2.0/24, except: [192.0.2.128/25] } }] }]", false, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ from: [{ ipBlock: { cidr: '::/0' } }] }]", false, false, false)]
    // Ports.
    [InlineData("podSelector: {}\n  ingress: [{ ports: [{ port: 5432 }] }]", true, true, true)]
    [InlineData("podSelector: {}\n  ingress: [{ ports: [{ port: 5433 }] }]", false, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ ports: [{ protocol: UDP, port: 5432 }] }]", false, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ ports: [{ protocol: TCP }] }]", true, true, true)]
    [InlineData("podSelector: {}\n  ingress: [{ ports: [{ port: 5000, endPort: 6000 }] }]", true, true, true)]
    [InlineData("podSelector: {}\n  ingress: [{ ports: [{ port: 5000, endPort: 5431 }] }]", false, false, false)]
    [InlineData("podSelector: {}\n  ingress: [{ ports: [{ port: sql }] }]", true, true, true)]
    [InlineData("podSelector: {}\n  ingress: [{ ports: [{ port: other }] }]", false, false, false)]
    public void A_policy_lets_in_what_it_says(string spec, bool fromWeb, bool fromElsewhere, bool fromOutside, bool databaseMayLeave = true)
    {
        var policies = new NetworkPolicies([Policy(spec)]);
        Assert.Equal(fromElsewhere, policies.MayReach(Elsewhere, Database, 5432));
        Assert.Equal(fromOutside, policies.MayReach(Outside, Database, 5432));
        // Web lives in the same namespace, so a policy on egress holds for it too.
        Assert.Equal(fromWeb, policies.MayReach(Web, Database, 5432));
        Assert.Equal(databaseMayLeave, policies.MayReach(Database, Outside, 5432));
        Assert.True(policies.MayReach(new OwnNodePeer(IPAddress.Parse("10.0.0.1")), Database, 5432));
    }

    [Theory]
    [InlineData("egress: [{ to: [{ ipBlock: { cidr: 192.0.2.130/32 } }], ports: [{ port: 443 }] }]", 443, true)]
    [InlineData("egress: [{ to: [{ ipBlock: { cidr: 192.0.2.130/32 } }], ports: [{ port: 443 }] }]", 80, false)]
    [InlineData("egress: [{ to: [{ ipBlock: { cidr: 192.0.2.131/31 } }] }]", 80, true)]
    [InlineData("egress: [{ to: [{ ipBlock: { cidr: 192.0.2.132/31 } }] }]", 80, false)]
    [InlineData("egress: [{ to: [{ podSelector: {} }] }]", 80, false)]
    [InlineData("egress: [{}]", 80, true)]
    public void A_policy_lets_out_what_it_says(string egress, int port, bool may) =>
        Assert.Equal(may, new NetworkPolicies([Policy("podSelector: {}\n  " + egress)]).MayReach(Web, Outside, port));

    [Fact]
    public void Policies_add_up_and_both_ends_must_agree()
    {
        var deny = Policy("podSelector: {}\n  policyTypes: [Ingress, Egress]");
        var leave = Policy("podSelector: { matchLabels: { app: web } }\n  policyTypes: [Egress]\n  egress: [{ to: [{ podSelector: { matchLabels: { app: db } } }] }]");
        var enter = Policy("podSelector: { matchLabels: { app: db } }\n  ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]");
        Assert.False(new NetworkPolicies([deny]).MayReach(Web, Database, 5432));
        Assert.False(new NetworkPolicies([deny, leave]).MayReach(Web, Database, 5432));
        Assert.False(new NetworkPolicies([deny, enter]).MayReach(Web, Database, 5432));
        Assert.True(new NetworkPolicies([deny, leave, enter]).MayReach(Web, Database, 5432));
        Assert.False(new NetworkPolicies([deny, leave, enter]).MayReach(Database, Web, 5432));
    }

    private static V1NetworkPolicy Policy(string spec) => Manifests.Parse(
        $"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{ name: a, namespace: shop }}\nspec:\n  {spec}\n").All<V1NetworkPolicy>()[0];

    private static PodPeer Pod(string @namespace, string address, (string Key, string Value) label) =>
        new(IPAddress.Parse(address), @namespace, new Dictionary<string, string>(StringComparer.Ordinal) { [label.Key] = label.Value });
}
