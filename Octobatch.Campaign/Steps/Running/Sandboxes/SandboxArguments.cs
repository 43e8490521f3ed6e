using System.Globalization;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Running.Jobs;

namespace Octobatch.Campaigns.Steps.Running.Sandboxes;

/// <summary>The command line of a sandbox: what a command in it has is what stands here, and nothing else.</summary>
internal static class SandboxArguments
{
    private const int User = 1000;
    private const int Nobody = 65534;
    private const long SmallFolder = 64 * 1024 * 1024;

    // No secrets, and needed for programs to be found and to start: Debian keeps its links to alternatives there.
    private static readonly string[] FromEtc = ["/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"];

    // So that programs which ask who they are get an answer.
    private const string Introduce =
        """
        echo "octobatch:x:1000:1000::/job/home:/bin/sh" >/etc/passwd
        echo "octobatch:x:1000:" >/etc/group
        exec "$@"
        """;

    /// <param name="host">What this machine has.</param>
    /// <param name="step">Null: a sandbox for looking whether one can be made.</param>
    public static IEnumerable<string> Of(SandboxHost host, RunStep? step, IReadOnlyList<string> commandLine, RunLimits limits) =>
    [
        .. Account(host), host.Bubblewrap!,
        // Nothing of this machine: processes, network, users, host name, shared memory, control groups. And no way to more namespaces.
        "--unshare-user", "--unshare-all", "--disable-userns", "--die-with-parent", "--new-session", "--hostname", "octobatch",
        "--uid", Number(User), "--gid", Number(User),
        .. host.SystemFolders.SelectMany<SystemFolder, string>(folder => folder.LinkTo is { } target ? ["--symlink", target, folder.Path] : ["--ro-bind", folder.Path, folder.Path]),
        "--size", Number(1024 * 1024), "--tmpfs", "/etc",
        .. FromEtc.SelectMany<string, string>(path => ["--ro-bind-try", path, path]),
        "--proc", "/proc", "--dev", "/dev", "--size", Number(SmallFolder), "--tmpfs", "/dev/shm", "--remount-ro", "/dev",
        "--size", Number(SmallFolder), "--tmpfs", "/tmp",
        // In memory, with a limit of its own: a command cannot fill the disk, and nothing of it is left to clean up.
        "--size", Number(limits.WorkBytes), "--tmpfs", JobScript.Folder, "--chdir", JobScript.Folder,
        "--remount-ro", "/", "--clearenv", "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin",
        .. JobScript.Environment.Concat(step?.Env ?? new Dictionary<string, string>(StringComparer.Ordinal)).SelectMany<KeyValuePair<string, string>, string>(pair => ["--setenv", pair.Key, pair.Value]),
        "--", "/bin/sh", "-c", Introduce, "sh",
        "prlimit", $"--nproc={Number(limits.Processes)}", $"--data={Number(limits.MemoryBytes)}", $"--fsize={Number(limits.WorkBytes)}",
        "--nofile=4096", "--core=0", "--", .. commandLine,
    ];

    // The kernel counts no processes of root, and a sandbox of root's is root's when somebody finds a way out.
    private static IEnumerable<string> Account(SandboxHost host) => host.IsRoot
        ? [host.Setpriv!, $"--reuid={Number(Nobody)}", $"--regid={Number(Nobody)}", "--clear-groups", "--no-new-privs"]
        : [];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
