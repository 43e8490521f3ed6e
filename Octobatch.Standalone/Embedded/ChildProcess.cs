using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Octobatch.ServiceDefaults.Processes;

namespace Octobatch.Standalone.Embedded;

/// <summary>A program that runs as a child of this process and never outlives it.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptOutput = 8_192;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Action<string>? _onOutput;

    private ChildProcess(Process process, Action<string>? onOutput)
    {
        _process = process;
        _onOutput = onOutput;
        process.OutputDataReceived += (_, e) => Receive(e.Data);
        process.ErrorDataReceived += (_, e) => Receive(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = process.WaitForExitAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Completes when the child has ended and its output has been read.</summary>
    public Task Exited { get; }

    /// <summary>The last lines that the child wrote, for error messages.</summary>
    public string RecentOutput
    {
        get
        {
            lock (_output) return _output.ToString().Trim();
        }
    }

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static async Task<ChildProcess> StartAsync(ChildProcessOptions options)
    {
        var info = ParentTie.Wrap(options);
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        info.WorkingDirectory = options.WorkingDirectory ?? "/";
        foreach (var (name, value) in options.Environment) info.Environment[name] = value;

        var process = await ProcessStarter.StartAsync(info);
        var child = new ChildProcess(process, options.OnOutput);
        if (!ParentTie.IsKernelTie) ParentTie.Watch(process, options.OnParentDeath);
        try
        {
            await process.StandardInput.WriteAsync(options.StandardInput);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The child did not want its input; its exit code says whether that matters.
        }

        return child;
    }

    /// <summary>Runs a program to its end; a cancelled wait kills it.</summary>
    public static async Task<ChildResult> RunAsync(ChildProcessOptions options, CancellationToken cancellationToken)
    {
        await using var child = await StartAsync(options);
        await child.Exited.WaitAsync(cancellationToken);
        return new ChildResult(child._process.ExitCode, child.RecentOutput);
    }

    /// <summary>Asks the child to end, and kills it when it has not after the time given.</summary>
    public async Task StopAsync(ChildSignal signal, TimeSpan patience)
    {
        Send(signal);
        try
        {
            await Exited.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            Send(ChildSignal.Kill);
            await Exited;
        }
    }

    public void Send(ChildSignal signal)
    {
        if (_process.HasExited) return;
        if (OperatingSystem.IsWindows()) _process.Kill(entireProcessTree: true);
        else _ = NativeMethods.Kill(_process.Id, (int)signal);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(ChildSignal.Kill, TimeSpan.FromSeconds(5));
        _process.Dispose();
    }

    private void Receive(string? line)
    {
        if (line is null) return;
        lock (_output)
        {
            _output.AppendLine(line);
            if (_output.Length > 2 * KeptOutput) _output.Remove(0, _output.Length - KeptOutput);
        }

        _onOutput?.Invoke(line);
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int processId, int signal);
    }
}
