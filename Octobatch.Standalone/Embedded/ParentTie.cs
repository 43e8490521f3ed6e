using System.Diagnostics;
using Octobatch.ServiceDefaults.Processes;

namespace Octobatch.Standalone.Embedded;

/// <summary>
/// Ties children to this process, so that none outlives it, not even after <c>kill -9</c>.
/// On Linux the kernel does it (<c>setpriv --pdeathsig</c>); elsewhere a small shell waits for this process to go.
/// </summary>
internal static class ParentTie
{
    private static readonly Lazy<string?> Setpriv = new(FindSetpriv);

    public static bool IsKernelTie => Setpriv.Value is not null;

    /// <summary>The command line that runs these options tied to this process.</summary>
    public static ProcessStartInfo Wrap(ChildProcessOptions options)
    {
        var info = new ProcessStartInfo { UseShellExecute = false };
        if (Setpriv.Value is not { } setpriv)
        {
            info.FileName = options.FileName;
            if (options.RunAs is { } account && !OperatingSystem.IsWindows()) info.UserName = account.Name;
        }
        else
        {
            info.FileName = setpriv;
            if (options.RunAs is { } account)
            {
                foreach (var argument in DropTo(account, options.PassThroughPrivateFolders)) info.ArgumentList.Add(argument);
            }

            info.ArgumentList.Add("--pdeathsig");
            info.ArgumentList.Add(SignalName(options.OnParentDeath));
            // A session of its own: Ctrl+C reaches this process alone, which then stops its children in order.
            info.ArgumentList.Add("setsid");
            info.ArgumentList.Add(options.FileName);
        }

        foreach (var argument in options.Arguments) info.ArgumentList.Add(argument);
        return info;
    }

    /// <summary>For systems whose kernel offers no tie: a shell that ends the child once this process is gone.</summary>
    public static void Watch(Process child, ChildSignal signal)
    {
        if (OperatingSystem.IsWindows()) return;
        var watchdog = new ProcessStartInfo("/bin/sh");
        watchdog.ArgumentList.Add("-c");
        watchdog.ArgumentList.Add(
            "trap '' INT TERM HUP; while kill -0 \"$2\" 2>/dev/null; do "
            + "kill -0 \"$1\" 2>/dev/null || { kill -\"$3\" \"$2\"; exit; }; sleep 1; done");
        watchdog.ArgumentList.Add("octobatch-watchdog");
        watchdog.ArgumentList.Add(Environment.ProcessId.ToString());
        watchdog.ArgumentList.Add(child.Id.ToString());
        watchdog.ArgumentList.Add(SignalName(signal));
        using var _ = Process.Start(watchdog);
    }

    private static IEnumerable<string> DropTo(UnixAccount account, bool passThroughPrivateFolders)
    {
        yield return $"--reuid={account.UserId}";
        yield return $"--regid={account.GroupId}";
        yield return "--init-groups";
        if (!passThroughPrivateFolders) yield break;
        yield return "--inh-caps=+dac_override";
        yield return "--ambient-caps=+dac_override";
    }

    private static string SignalName(ChildSignal signal) => signal switch
    {
        ChildSignal.Interrupt => "INT",
        ChildSignal.Quit => "QUIT",
        ChildSignal.Terminate => "TERM",
        _ => "KILL",
    };

    // BusyBox has a setpriv that knows no --pdeathsig, so it is asked rather than assumed.
    private static string? FindSetpriv()
    {
        if (!OperatingSystem.IsLinux() || Executables.Find("setpriv") is not { } setpriv || Executables.Find("setsid") is null)
        {
            return null;
        }

        var probe = new ProcessStartInfo(setpriv) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["--pdeathsig", "KILL", "true"]) probe.ArgumentList.Add(argument);
        using var process = Process.Start(probe);
        process?.WaitForExit();
        return process?.ExitCode == 0 ? setpriv : null;
    }
}
