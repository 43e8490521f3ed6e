using System.Diagnostics;
using Octobatch.ServiceDefaults.Processes;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Tests.Infrastructure;

/// <summary>
/// Ceph's S3 gateway with real signature checks, all in memory, without systemd or any trace outside its folder.
/// Everything runs at a loopback address of its own, so the usual ports are free there.
/// </summary>
public sealed class RadosGateway : S3Server
{
    private static readonly string[] Programs = ["ceph-mon", "ceph-osd", "ceph", "ceph-authtool", "monmaptool", "radosgw", "radosgw-admin"];
    private readonly TempDirectory _directory = new();
    private readonly string _host = LoopbackAddress.Next();
    private readonly List<ChildProcess> _servers = [];

    private RadosGateway()
    {
    }

    public override string Endpoint => $"http://{_host}:7480";

    public override bool ChecksSignatures => true;

    /// <summary>Debian's packages, 70 MB without what they recommend.</summary>
    public static string[] Packages => ["radosgw", "ceph-mon", "ceph-osd"];

    public static bool IsInstalled => Programs.All(program => Executables.Find(program) is not null);

    public static async Task<RadosGateway> StartAsync(CancellationToken cancellationToken)
    {
        var gateway = new RadosGateway();
        try
        {
            await gateway.StartClusterAsync(cancellationToken);
            await gateway.StartGatewayAsync(cancellationToken);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    // Killed, not asked: nothing of a store in memory is worth a goodbye, which takes seconds.
    public override async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers)) await server.DisposeAsync();
        _directory.Dispose();
    }

    private async Task StartClusterAsync(CancellationToken cancellationToken)
    {
        var (cluster, store) = (Guid.NewGuid(), Guid.NewGuid());
        var (keyring, map) = (_directory.Sub("keyring"), _directory.Sub("monmap"));
        foreach (var folder in (string[])["mon", "osd", "run", "rgw"]) Directory.CreateDirectory(_directory.Sub(folder));
        await File.WriteAllTextAsync(
            _directory.Sub("ceph.conf"), CephConfiguration.For(_directory.Path, _host, cluster, store) + "\n", cancellationToken);

        await RunAsync("ceph-authtool", ["--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"], cancellationToken);
        await RunAsync("ceph-authtool", [keyring, "--gen-key", "-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *"], cancellationToken);
        await RunAsync("ceph-authtool", [keyring, "--gen-key", "-n", "osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *"], cancellationToken);
        await RunAsync("monmaptool", ["--create", "--addv", "a", $"[v2:{_host}:3300]", "--fsid", $"{cluster}", "--set-min-mon-release", "16", map], cancellationToken);

        await CephAsync("ceph-mon", ["--mkfs", "-i", "a", "--monmap", map], cancellationToken);
        await ServeAsync("ceph-mon", "-i", "a");
        await CephAsync("ceph", ["osd", "create", $"{store}"], cancellationToken);
        await CephAsync("ceph-osd", ["--mkfs", "-i", "0"], cancellationToken);
        await ServeAsync("ceph-osd", "-i", "0");
    }

    private async Task StartGatewayAsync(CancellationToken cancellationToken)
    {
        // The first command against the empty cluster also makes the gateway's pools.
        await CephAsync(
            "radosgw-admin",
            ["user", "create", "--uid", "octobatch", "--display-name", "octobatch", "--access-key", AccessKeyId, "--secret-key", SecretAccessKey],
            cancellationToken);
        var gateway = await ServeAsync("radosgw", "-n", "client.admin");
        await WaitUntilItAnswersAsync(() => gateway.HasExited, () => gateway.RecentOutput, cancellationToken);
    }

    private async Task<ChildProcess> ServeAsync(string program, params string[] arguments)
    {
        var server = await ChildProcess.StartAsync(new ChildProcessOptions(
            Executables.Find(program)!, ["-c", _directory.Sub("ceph.conf"), "-f", .. arguments]));
        _servers.Add(server);
        return server;
    }

    private Task CephAsync(string program, string[] arguments, CancellationToken cancellationToken) =>
        RunAsync(program, ["-c", _directory.Sub("ceph.conf"), .. arguments], cancellationToken);

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var result = await ChildProcess.RunAsync(new ChildProcessOptions(Executables.Find(program)!, arguments), cancellationToken);
        if (!result.Succeeded) throw new UnreachableException($"{program} failed ({result.ExitCode}): {result.Output}");
    }
}
