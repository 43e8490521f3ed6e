using System.Diagnostics;
using Octobatch.ServiceDefaults.Processes;

namespace Octobatch.Campaigns.Steps.Running.Sandboxes;

/// <summary>What of this machine a sandbox is made of and with.</summary>
/// <param name="Bubblewrap">The program; null where there is none.</param>
/// <param name="Setpriv">The program by which root drops to nobody; null where there is none.</param>
/// <param name="SystemFolders">Those with programs and libraries.</param>
internal sealed record SandboxHost(string? Bubblewrap, string? Setpriv, bool IsRoot, IReadOnlyList<SystemFolder> SystemFolders)
{
    private const string Otherwise = "or use OCTOBATCH_RUN_STEPS=kubernetes, or leave run steps off";
    private static readonly Lazy<SandboxHost> Found = new(Find);
    private static readonly Lazy<string?> Tried = new(() => Try(Found.Value));

    public static SandboxHost This => Found.Value;

    /// <summary>Why no sandbox can be made on this machine, with the way to change it; null when one can. Asked once.</summary>
    public static string? Problem => Tried.Value;

    /// <summary>Makes a sandbox with nothing in it.</summary>
    internal static string? Try(SandboxHost host)
    {
        if (!OperatingSystem.IsLinux())
            return $"commands can be walled in on Linux alone: run the campaign service there, {Otherwise}";
        if (host.Bubblewrap is null)
            return $"the program bwrap is missing: install it (apt-get install bubblewrap), {Otherwise}";
        if (host.IsRoot && host.Setpriv is null)
            return $"the program setpriv is missing, without which root's commands cannot be walled in: install it (apt-get install util-linux), {Otherwise}";
        var info = Info(SandboxArguments.Of(host, null, ["true"], RunLimits.Default));
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var output = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode == 0)
            return null;
        return output.Contains("nknown option", StringComparison.Ordinal)
            ? $"bubblewrap is older than 0.8 ({output}): install a newer one, {Otherwise}"
            : $"bubblewrap cannot make a sandbox here ({output}): allow user namespaces without privileges (sysctl kernel.unprivileged_userns_clone=1 on "
                + $"Debian, kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu, user.max_user_namespaces above 0), {Otherwise}";
    }

    /// <summary>How to start a command line with three streams and none of this process's variables.</summary>
    public static ProcessStartInfo Info(IEnumerable<string> commandLine)
    {
        var (program, arguments) = commandLine.ToList() is [var first, .. var rest] ? (first, rest) : throw new ArgumentException("There is no program.", nameof(commandLine));
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        info.Environment.Clear();
        return info;
    }

    private static SandboxHost Find() => new(
        Executables.Find("bwrap"), Executables.Find("setpriv"), !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess,
        [.. ((string[])["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"]).Where(Path.Exists).Select(path => new SystemFolder(path, new FileInfo(path).LinkTarget))]);
}

/// <summary>A folder of programs.</summary>
/// <param name="LinkTo">Where it is a symbolic link, as most are to parts of <c>/usr</c>: its target.</param>
internal sealed record SystemFolder(string Path, string? LinkTo);
