using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Octobatch.Campaigns.Steps.Running;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.Tests.Infrastructure;
using Xunit;
using static Octobatch.Tests.Campaigns.Steps.Running.RunBench;
using static Octobatch.Tests.Campaigns.Steps.Trees;

namespace Octobatch.Tests.Campaigns.Steps.Running;

/// <summary>What a hostile command finds on its way out.</summary>
public sealed class SandboxWallTests : IClassFixture<SandboxFixture>
{
    private static readonly RepositoryTree Tree = Of(File("a", "1\n"));

    public SandboxWallTests() => SandboxFixture.Require();

    [Fact]
    public async Task There_is_no_network_not_even_this_machine()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var output = await OutputAsync($"bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port}' || echo refused; bash -c 'exec 3<>/dev/tcp/1.1.1.1/80' || echo unreachable; tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '");
        Assert.Contains("refused", output, StringComparison.Ordinal);
        Assert.Contains("unreachable", output, StringComparison.Ordinal);
        Assert.EndsWith("\nlo", output, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Files_of_this_machine_are_not_there()
    {
        using var folder = new TempDirectory();
        await System.IO.File.WriteAllTextAsync(folder.Sub("secret"), "here", TestContext.Current.CancellationToken);
        var output = await OutputAsync($"ls -A /; cat /etc/shadow {folder.Sub("secret")} {AppContext.BaseDirectory}*.json; ls -A /etc /root /home /var /sys /mnt /opt /srv /run");
        Assert.DoesNotContain("here", output, StringComparison.Ordinal);
        Assert.Equal(1, output.Split('\n').Count(line => line.Contains("/etc/shadow: No such file", StringComparison.Ordinal)));
        foreach (var gone in (string[])["root", "home", "var", "sys", "mnt", "opt", "srv", "run"])
            Assert.Contains($"'/{gone}': No such file", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/x")]
    [InlineData("/usr/x")]
    [InlineData("/usr/bin/x")]
    [InlineData("/dev/x")]
    [InlineData("/proc/sys/kernel/hostname")]
    [InlineData("/proc/sys/kernel/core_pattern")]
    [InlineData("/proc/sysrq-trigger")]
    public async Task Nothing_else_can_be_written(string path) =>
        Assert.Contains("kept out", await OutputAsync($"(echo x > {path}) 2>/dev/null || echo kept out"), StringComparison.Ordinal);

    [Fact]
    public async Task Other_processes_are_not_seen_and_not_reached()
    {
        var output = await OutputAsync($"ls /proc | grep -c '^[0-9]'; ls -d /proc/{Environment.ProcessId} || echo unseen; kill -0 {Environment.ProcessId} || echo unreached");
        Assert.InRange(int.Parse(output.Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture), 1, 12);
        Assert.Contains("unseen", output, StringComparison.Ordinal);
        Assert.Contains("unreached", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_no_rights_and_no_way_to_get_some()
    {
        var output = await OutputAsync("id -u; grep -E 'Cap(Eff|Prm|Inh|Amb)|NoNewPrivs' /proc/self/status | tr -d '\\t'; unshare -U true 2>/dev/null || echo no namespace; mount -t tmpfs x /tmp 2>/dev/null || echo no mount; mknod d b 8 0 2>/dev/null || echo no device; chroot / true 2>/dev/null || echo no root");
        Assert.Equal(
            ["1000", "CapInh:0000000000000000", "CapPrm:0000000000000000", "CapEff:0000000000000000", "CapAmb:0000000000000000", "NoNewPrivs:1", "no namespace", "no mount", "no device", "no root"],
            output.Split('\n'));
    }

    [Fact]
    public async Task A_fork_bomb_goes_off_alone()
    {
        var result = await ApplyAsync(Tree, [Run("i=0; while [ $i -lt 400 ]; do (sleep 600) & i=$((i+1)); done; echo reached $i")], new RunLimits { Processes = 50 }, null);
        Assert.NotNull(result.Failure);
        Assert.Contains("fork", result.Log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("reached 400", result.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_disk_of_a_job_ends_where_it_should()
    {
        var result = await ApplyAsync(Tree, [Run("head -c 50000000 /dev/zero > /job/fill; echo x > a")], new RunLimits { WorkBytes = 20 * 1024 * 1024 }, null);
        Assert.NotNull(result.Failure);
        var temporary = await OutputAsync("head -c 90000000 /dev/zero > /tmp/fill; head -c 90000000 /dev/zero > /dev/shm/fill; head -c 9000000 /dev/zero > /etc/fill; true");
        Assert.Equal(3, temporary.Split("No space left").Length - 1);
    }

    [Fact]
    public async Task Memory_ends_where_it_should()
    {
        var result = await ApplyAsync(Tree, [Run("dd if=/dev/zero of=/dev/null bs=600M count=1")], new RunLimits { MemoryBytes = 200 * 1024 * 1024 }, null);
        Assert.Contains("memory", result.Failure?.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_time_limit_ends_children_and_their_children()
    {
        var time = new FakeTimeProvider();
        var mark = $"31{Random.Shared.Next(100_000, 999_999)}";
        var run = ApplyAsync(Tree, [Run($"echo started; (setsid sleep {mark} & ) ; (trap '' TERM INT HUP; sleep {mark}) & wait; sleep {mark}", TimeSpan.FromSeconds(90))], null, time);
        await Eventually.TrueAsync(() => Running(mark) >= 2);
        time.Advance(TimeSpan.FromSeconds(91));
        var result = await run;
        Assert.Equal(new RunFailure("steps[0]: the command took longer than its 90 seconds", Retryable: false), result.Failure);
        Assert.Contains("started", result.Log, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Running(mark) == 0);
    }

    [Fact]
    public async Task What_a_command_leaves_running_ends_with_it()
    {
        var mark = $"32{Random.Shared.Next(100_000, 999_999)}";
        var result = await ApplyAsync(Tree, Run($"setsid sleep {mark} & echo 2 > a"));
        Assert.Null(result.Failure);
        await Eventually.TrueAsync(() => Running(mark) == 0);
    }

    [Fact]
    public async Task A_flood_of_output_is_kept_at_both_ends()
    {
        var result = await ApplyAsync(Tree, [Run("echo first; head -c 30000000 /dev/zero | tr '\\0' x; echo; echo last")], new RunLimits { OutputBytes = 1000 }, null);
        Assert.Null(result.Failure);
        Assert.InRange(result.Log.Length, 1000, 1300);
        Assert.Contains("\nfirst\nx", result.Log, StringComparison.Ordinal);
        Assert.Contains("x\nlast\n", result.Log, StringComparison.Ordinal);
        Assert.Matches(@"\[2999\d{4} bytes left out\]", result.Log);
    }

    [Fact]
    public async Task A_command_that_ends_its_sandbox_has_failed()
    {
        var result = await ApplyAsync(Tree, Run("echo bye; kill -9 -1; kill -9 $PPID"));
        Assert.False(result.Failure!.Retryable);
        Assert.Contains("ended its own sandbox", result.Failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_ends_its_sandbox()
    {
        var mark = $"33{Random.Shared.Next(100_000, 999_999)}";
        using var stop = new CancellationTokenSource();
        using var checkout = await CheckoutAsync(Tree);
        var pass = new RunPass(
            new Octobatch.Campaigns.Steps.Running.Sandboxes.SandboxExecutor(RunLimits.Default, TimeProvider.System), new(), TimeProvider.System, RunLimits.Default,
            checkout, [Run($"sleep {mark}")], _ => "octobatch-run-test", new string?[1]);
        var run = pass.ApplyAsync(stop.Token);
        await Eventually.TrueAsync(() => Running(mark) > 0);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await Eventually.TrueAsync(() => Running(mark) == 0);
    }

    private static async Task<string> OutputAsync(string command)
    {
        var result = await ApplyAsync(Tree, Run($"({command}) 2>&1; true"));
        Assert.Null(result.Failure);
        return result.Outputs[0]!;
    }

    /// <summary>Processes of this machine that sleep so many seconds, sandboxes included.</summary>
    private static int Running(string mark) => Process.GetProcessesByName("sleep").Count(process =>
    {
        try
        {
            return System.IO.File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(mark, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it has ended meanwhile
        }
    });
}
