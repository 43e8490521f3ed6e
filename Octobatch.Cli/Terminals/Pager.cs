using System.ComponentModel;
using System.Diagnostics;

namespace Octobatch.Cli.Terminals;

/// <summary>A program such as <c>less</c> that shows what is written to it by the page.</summary>
internal sealed class Pager : IAsyncDisposable
{
    private readonly Process process;

    private Pager(Process process) => this.process = process;

    public Stream Input => process.StandardInput.BaseStream;

    /// <summary>Null when there is none, or it does not start: then output goes straight to the terminal.</summary>
    public static Pager? TryStart(Session session)
    {
        if (session.Terminal.Traits.Pager is not { Length: > 0 } command || OperatingSystem.IsWindows())
            return null;
        session.Terminal.Flush();
        // By the shell, as git does it: people set PAGER="less -S". Not found is the shell's to say, so look first.
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"command -v {command.Split(' ')[0]} >/dev/null || exec cat; exec {command}"])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        // Colours, and no pager for what fits on one screen.
        start.Environment.TryAdd("LESS", "FRX");
        try
        {
            return Process.Start(start) is { } process ? new(process) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has gone already.
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }
}
