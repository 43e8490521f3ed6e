using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Standalone;

/// <summary>Standalone as a process of its own, from the start to whatever ends it.</summary>
[Collection("Standalone")] // one at a time: they share the search for free ports
public sealed class StandaloneTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly int ports = FreePorts.Find();
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    private string Data => folder.Sub("data");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_newcomer_gets_a_token_and_the_data_survives_a_restart()
    {
        string keyId;
        await using (var first = await RunningStandalone.StartAsync(Data, ports))
        {
            Assert.Contains("Octobatch is running.", first.Screen, StringComparison.Ordinal);
            for (var port = ports; port < ports + 4; port++)
                await AssertHealthyAsync(first, port);

            UseAdminKey(first);
            await IsCachedAsync(first); // yes or no: the inventory may have asked for the same token before
            Assert.True(await IsCachedAsync(first));
            keyId = await CreateKeyAsync(first);

            first.Send(ChildSignal.Interrupt); // Ctrl+C
            await first.Exited.WaitAsync(TimeSpan.FromSeconds(20), cancellation);
            Assert.Contains("Stopping", first.Screen, StringComparison.Ordinal);
            AssertNothingIsLeft(Data);
        }

        await using var second = await RunningStandalone.StartAsync(Data, ports);
        UseAdminKey(second);
        Assert.Contains(keyId, await second.Client.GetStringAsync("/api/keys", cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChildSignal.Terminate)]
    [InlineData(ChildSignal.Kill)]
    public async Task Whatever_ends_it_leaves_no_child_behind(ChildSignal signal)
    {
        await using var running = await RunningStandalone.StartAsync(Data, ports);
        Assert.NotEmpty(ProcessesIn(Data));
        running.Send(signal);
        await running.Exited.WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        AssertNothingIsLeft(Data);
    }

    [Fact]
    public async Task Without_Postgres_it_is_unhealthy_and_healthy_again_by_itself()
    {
        await using var running = await RunningStandalone.StartAsync(Data, ports);
        using (var postgres = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postgres", "cluster", "postmaster.pid"), cancellation))[0])))
            postgres.Kill();
        await UntilAsync(running, HttpStatusCode.ServiceUnavailable);
        await UntilAsync(running, HttpStatusCode.OK);
        await running.SaysAsync("Postgres is back").WaitAsync(TimeSpan.FromSeconds(60), cancellation);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_way_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, ports + 2);
        taken.Start();
        await using var running = await RunningStandalone.StartAsync(Data, ports);
        await running.Exited.WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        Assert.Contains($"Port {ports + 2} is in use", running.Screen, StringComparison.Ordinal);
        Assert.Contains("--port-base", running.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_one_in_the_same_folder_is_refused_with_the_reason()
    {
        await using var first = await RunningStandalone.StartAsync(Data, ports);
        await using var second = await RunningStandalone.StartAsync(Data, FreePorts.Find());
        await second.Exited.WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        Assert.Contains("another Octobatch may be running in it", second.Screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_names_every_option()
    {
        await using var help = await RunningStandalone.StartAsync(Data, ports, "--help");
        await help.Exited.WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        Assert.All(["--data", "--port-base", "--repositories", "--people"], option => Assert.Contains(option, help.Screen, StringComparison.Ordinal));
    }

    private static async Task AssertHealthyAsync(RunningStandalone running, int port)
    {
        var health = await running.Client.GetFromJsonAsync<JsonElement>($"http://localhost:{port}/healthz", TestContext.Current.CancellationToken);
        Assert.True(health.GetProperty("healthy").GetBoolean());
        Assert.Equal(4, health.GetProperty("checks").GetArrayLength());
    }

    private async Task UntilAsync(RunningStandalone running, HttpStatusCode expected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        HttpStatusCode status;
        do
        {
            using var response = await running.Client.GetAsync("/healthz", limit.Token);
            status = response.StatusCode;
        }
        while (status != expected);
    }

    private void UseAdminKey(RunningStandalone running)
    {
        var key = File.ReadAllText(Path.Combine(Data, "admin-key")).Trim();
        Assert.Contains(key, running.Screen, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Data, "admin-key")));
        running.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    private async Task<bool> IsCachedAsync(RunningStandalone running)
    {
        var answer = await running.Client.GetFromJsonAsync<JsonElement>("/tokens/installations/1", cancellation);
        Assert.StartsWith("ghs_", answer.GetProperty("token").GetString(), StringComparison.Ordinal);
        return answer.GetProperty("cached").GetBoolean();
    }

    private async Task<string> CreateKeyAsync(RunningStandalone running)
    {
        using var response = await running.Client.PostAsJsonAsync("/api/keys", new { name = "ci", role = "viewer" }, cancellation);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("id").ToString();
    }

    // The kernel ends children a moment after their parent, so this waits for it.
    private static void AssertNothingIsLeft(string data) =>
        Assert.True(SpinWait.SpinUntil(() => ProcessesIn(data).Count == 0, TimeSpan.FromSeconds(20)), string.Join(", ", ProcessesIn(data)));

    /// <summary>Processes whose command line names the data folder, from /proc.</summary>
    private static List<string> ProcessesIn(string data)
    {
        var found = new List<string>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), out _)))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
                if (line.Contains(data, StringComparison.Ordinal))
                    found.Add(line);
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        return found;
    }
}
