using System.Diagnostics;
using System.Net;

namespace Octobatch.Benchmarks.Processes;

/// <summary>
/// This program again, as a server of its own: so that it can be measured apart, and the compared servers run under the same
/// conditions. It ends when its standard input does, which also happens when this process is killed.
/// </summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output; // read to its end, so that the process never waits for a reader

    private MeasuredProcess(Process process, Uri url, Task<string> output) => (this.process, Url, this.output) = (process, url, output);

    public Uri Url { get; }

    public IPEndPoint EndPoint => new(IPAddress.Parse(Url.Host), Url.Port);

    /// <summary>User and kernel time since its start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <param name="command">A command of this program.</param>
    /// <param name="firstLine">Written to its standard input.</param>
    public static async Task<MeasuredProcess> StartAsync(string command, IReadOnlyDictionary<string, string>? settings = null, string firstLine = "", params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [command, .. args])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Insert(0, typeof(MeasuredProcess).Assembly.Location);
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("OCTOBATCH_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        var started = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        await started.StandardInput.WriteLineAsync(firstLine);
        await started.StandardInput.FlushAsync();
        while (await started.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(ServedProcess.Listening, StringComparison.Ordinal))
                return new(started, new Uri(line[ServedProcess.Listening.Length..]), started.StandardOutput.ReadToEndAsync());
        }

        throw new InvalidOperationException($"{command} ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        await output;
        process.Dispose();
    }
}
