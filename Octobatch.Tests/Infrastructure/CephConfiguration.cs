namespace Octobatch.Tests.Infrastructure;

/// <summary>The configuration of the smallest Ceph that serves S3: one monitor, one store in memory, one gateway.</summary>
internal static class CephConfiguration
{
    public static string For(string directory, string host, Guid cluster, Guid store) => $"""
        [global]
        fsid = {cluster}
        mon initial members = a
        mon host = [v2:{host}:3300]
        public addr = {host}
        cluster addr = {host}
        keyring = {directory}/keyring
        run dir = {directory}/run
        admin socket =
        pid file =
        log file =
        log to stderr = true
        mon cluster log to file = false
        debug rocksdb = 0
        debug mon = 0
        mon data = {directory}/mon
        # A full disk of the machine is no matter of a test's store in memory.
        mon data avail crit = 0
        mon data avail warn = 0
        auth allow insecure global id reclaim = false
        # Each of the gateway's pools waits for the monitor to propose it, by default a second each.
        paxos propose interval = 0.02
        paxos min wait = 0.01
        mon tick interval = 1
        osd data = {directory}/osd
        osd uuid = {store}
        osd objectstore = memstore
        memstore device bytes = 2147483648
        osd class load list = *
        osd class default list = *
        # One copy on one store.
        osd crush chooseleaf type = 0
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg num = 1
        osd pool default pgp num = 1
        osd pool default pg autoscale mode = off
        mon allow pool size one = true
        mon max pg per osd = 1000
        rgw data = {directory}/rgw
        rgw frontends = beast endpoint={host}:7480 tcp_nodelay=1
        """;
}
