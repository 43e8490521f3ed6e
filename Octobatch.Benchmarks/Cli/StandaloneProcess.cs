using System.Net;
using System.Net.Sockets;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Cli;

/// <summary>Standalone in a process of its own.</summary>
internal sealed class StandaloneProcess : IAsyncDisposable
{
    private readonly ChildProcess process;

    private StandaloneProcess(ChildProcess process, Uri url, string adminKey) => (this.process, Url, AdminKey) = (process, url, adminKey);

    public Uri Url { get; }

    public string AdminKey { get; }

    public static async Task<StandaloneProcess> StartAsync(string data)
    {
        var port = FreePorts();
        var runs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = await ChildProcess.StartAsync(new ChildProcessOptions(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Octobatch.Standalone.dll"), "--data", data, "--port-base", $"{port}"])
        {
            OnParentDeath = ChildSignal.Kill,
            OnOutput = line =>
            {
                if (line.Contains("Ctrl+C stops everything.", StringComparison.Ordinal))
                    runs.TrySetResult();
            },
        });
        if (await Task.WhenAny(runs.Task, started.Exited) != runs.Task)
            throw new InvalidOperationException($"Standalone ended: {started.RecentOutput}");
        return new(started, new($"http://localhost:{port}"), (await File.ReadAllTextAsync(Path.Combine(data, "admin-key"))).Trim());
    }

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync(ChildSignal.Terminate, TimeSpan.FromSeconds(20));
        await process.DisposeAsync();
    }

    private static int FreePorts() => Enumerable.Range(0, 100).Select(i => 29_000 + (i * 5)).First(first => Enumerable.Range(first, 5).All(IsFree));

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
