using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Infrastructure;

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
        var port = FreePorts.Find(29_000);
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
}
