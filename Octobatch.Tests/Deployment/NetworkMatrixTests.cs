using k8s.Models;
using Octobatch.Tests.Deployment.Chart;
using Octobatch.Tests.Deployment.Network;
using Xunit;

namespace Octobatch.Tests.Deployment;

/// <summary>May X reach Y? The tables are written by hand from the table of processes in the design, not from the chart.</summary>
public sealed class NetworkMatrixTests
{
    // A complete installation on GitHub.com with everything that has a place of its own. x = may reach.
    private const string EverythingOn = """
        to / from             gateway campaign selection token test
        gateway:8000          -       -        -         -     x
        campaign:8001         x       -        -         -     x
        selection:8002        x       x        -         -     x
        token:8003            x       x        x         -     x
        github:443            x       x        x         x     -
        postgres:5432         x       x        x         x     -
        redis:6379            x       x        x         x     -
        s3:443                x       x        x         x     -
        collector:4317        x       x        x         x     -
        dns:53/UDP            x       x        x         x     x
        dns:53                x       x        x         x     x
        proxy:3128            x       x        x         x     -
        oidc:443              x       -        -         -     -
        kube-api:6443         -       x        -         -     -
        kube-api:443          -       x        -         -     -
        internet:443          -       -        -         -     -
        internet6:443         -       -        -         -     -
        metadata:80           -       -        -         -     -
        metadata6:80          -       -        -         -     -
        neighbour:8000        -       -        -         -     -
        other-release:8001    -       -        -         -     -
        system-pod:53/UDP     -       -        -         -     -
        dns:443               -       -        -         -     -
        github:22             -       -        -         -     -
        postgres:443          -       -        -         -     -
        s3:5432               -       -        -         -     -
        token:8000            -       -        -         -     -
        """;

    // Nothing listed: only each other.
    private const string NothingListed = """
        to / from             gateway campaign selection token test
        gateway:8000          -       -        -         -     x
        campaign:8001         x       -        -         -     x
        selection:8002        x       x        -         -     x
        token:8003            x       x        x         -     x
        github:443            -       -        -         -     -
        postgres:5432         -       -        -         -     -
        redis:6379            -       -        -         -     -
        s3:443                -       -        -         -     -
        collector:4317        -       -        -         -     -
        oidc:443              -       -        -         -     -
        kube-api:6443         -       -        -         -     -
        dns:53/UDP            -       -        -         -     -
        internet:443          -       -        -         -     -
        metadata:80           -       -        -         -     -
        """;

    // GitHub Enterprise Server, and dependencies on ports of their own.
    private const string Ghes = """
        to / from             gateway campaign selection token test
        ghes:443              x       x        x         x     -
        github:443            -       -        -         -     -
        postgres:6432         x       x        x         x     -
        postgres:5432         -       -        -         -     -
        redis:6380            x       x        x         x     -
        s3:9000               x       x        x         x     -
        s3:443                -       -        -         -     -
        dns:53/UDP            x       x        x         x     x
        kube-api:6443         -       -        -         -     -
        """;

    private const string Ipv6 = """
        to / from             gateway campaign selection token test
        github6:443           x       x        x         x     -
        postgres6:5432        x       x        x         x     -
        internet6:443         -       -        -         -     -
        github:443            -       -        -         -     -
        """;

    // Ranges so wide that they hold the metadata address, which stays closed.
    private const string OpenEgress = """
        to / from             gateway campaign selection token test
        internet:443          x       x        x         x     -
        internet6:443         x       x        x         x     -
        internet:5432         x       x        x         x     -
        metadata:443          -       -        -         -     -
        metadata:5432         -       -        -         -     -
        metadata:6379         -       -        -         -     -
        metadata:80           -       -        -         -     -
        metadata6:443         -       -        -         -     -
        """;

    // Ports of the services as seen by whoever is no service of the release.
    private const string WhoComesIn = """
        from                  gateway campaign selection token
        user                  x       -        -         -
        ingress-controller    x       -        -         -
        kubelet               x       x        x         x
        other-node            x       x        x         x
        neighbour             -       -        -         -
        other-release         -       -        -         -
        postgres-pod          -       -        -         -
        dns                   -       -        -         -
        internet              -       -        -         -
        """;

    private const string NobodyComesIn = """
        from                  gateway campaign selection token
        user                  -       -        -         -
        ingress-controller    -       -        -         -
        kubelet               x       x        x         x
        other-node            -       -        -         -
        neighbour             -       -        -         -
        other-release         -       -        -         -
        internet              -       -        -         -
        """;

    [Theory]
    [InlineData("everything-on", EverythingOn)]
    [InlineData("empty-cidrs", NothingListed)]
    [InlineData("ghes", Ghes)]
    [InlineData("ipv6", Ipv6)]
    [InlineData("open-egress", OpenEgress)]
    public async Task Each_service_reaches_what_its_row_of_the_design_says(string values, string table)
    {
        var policies = await PoliciesAsync(values);
        var header = Rows(table)[0][3..]; // after "to / from"
        var wrong = new List<string>();
        foreach (var row in Rows(table).Skip(1))
        {
            var (to, port, protocol) = Destination(row[0]);
            foreach (var (from, expected) in header.Zip(row.Skip(1)))
            {
                if (policies.MayReach(World.Get(from), World.Get(to), port, protocol) != (expected == "x"))
                    wrong.Add($"{from} -> {row[0]} should be {(expected == "x" ? "open" : "closed")}");
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("everything-on", WhoComesIn)]
    [InlineData("defaults", NobodyComesIn)]
    public async Task Each_service_is_reached_by_whom_the_design_says(string values, string table)
    {
        var policies = await PoliciesAsync(values);
        var ports = new Dictionary<string, int>(StringComparer.Ordinal) { ["gateway"] = 8000, ["campaign"] = 8001, ["selection"] = 8002, ["token"] = 8003 };
        var wrong = new List<string>();
        foreach (var row in Rows(table).Skip(1))
        {
            foreach (var (to, expected) in ports.Keys.Zip(row.Skip(1)))
            {
                if (policies.MayReach(World.Get(row[0]), World.Get(to), ports[to]) != (expected == "x"))
                    wrong.Add($"{row[0]} -> {to} should be {(expected == "x" ? "open" : "closed")}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_run_step_reaches_nothing_and_nothing_reaches_it()
    {
        var policies = await PoliciesAsync("run-steps");
        foreach (var other in (string[])["campaign", "token", "internet", "metadata", "kube-api", "dns", "proxy"])
        {
            foreach (var port in (int[])[53, 80, 443, 8003, 6443])
            {
                Assert.False(policies.MayReach(World.Get("step"), World.Get(other), port), other);
                Assert.False(policies.MayReach(World.Get(other), World.Get("step"), port), other);
            }
        }
    }

    [Fact]
    public async Task An_exception_of_those_who_may_come_in_holds()
    {
        var policies = await PoliciesAsync("everything-on");
        var excepted = new AddressPeer(System.Net.IPAddress.Parse("198.51.100.200"));
        Assert.False(policies.MayReach(excepted, World.Get("gateway"), 8000));
    }

    [Fact]
    public async Task Of_many_ranges_each_counts()
    {
        var policies = await PoliciesAsync("many-cidrs");
        foreach (var third in (int[])[0, 1, 64, 127])
            Assert.True(policies.MayReach(World.Get("token"), new AddressPeer(System.Net.IPAddress.Parse($"203.0.{third}.9")), 443));
        Assert.False(policies.MayReach(World.Get("token"), new AddressPeer(System.Net.IPAddress.Parse("203.0.128.9")), 443));
    }

    internal static string[][] Rows(string table) =>
        [.. table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private static (string To, int Port, string Protocol) Destination(string text)
    {
        var parts = text.Split(':', '/');
        return (parts[0], int.Parse(parts[1]), parts.Length > 2 ? parts[2] : "TCP");
    }

    private static async Task<NetworkPolicies> PoliciesAsync(string values) =>
        new((await HelmChart.RenderAsync(values)).All<V1NetworkPolicy>());
}
