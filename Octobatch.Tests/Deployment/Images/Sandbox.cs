using System.Diagnostics;
using System.Runtime.InteropServices;
using Octobatch.ServiceDefaults.Processes;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Deployment.Tools;
using Xunit;

namespace Octobatch.Tests.Deployment.Images;

/// <summary>
/// Runs an image's program as a container runtime would: its files as a read-only root with a writable /tmp, its user, its
/// environment, as process 1 of its own process tree, on a network that is loopback alone.
/// </summary>
internal sealed class Sandbox : IAsyncDisposable
{
    private static readonly string[] Needed = ["unshare", "nsenter", "mount", "ip", "bash", "ldd"];

    // $1 root, $2 folder, $3 user, the rest is `env`'s: variables and the program.
    private const string Enter = """
        set -e
        root=$1 folder=$2 user=$3
        shift 3
        ip link set lo up
        mount --bind "$root" "$root"
        mount -t proc proc "$root/proc"
        mount --bind /dev "$root/dev"
        mount -t tmpfs -o mode=1777 tmp "$root/tmp"
        mount -o remount,bind,ro "$root"
        exec env -i "$@"
        """;

    private readonly Process process;
    private readonly Task<string> output;

    private Sandbox(Process process)
    {
        this.process = process;
        output = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What stands in the way of running images here, or null.</summary>
    public static string? Obstacle
    {
        get
        {
            if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
                return "images are tested on Linux on x64 only";
            if (Environment.UserName != "root")
                return "changing the root folder for an image needs root";
            var missing = Needed.Where(name => Executables.Find(name) is null).ToList();
            return missing.Count == 0 ? null : "not on PATH: " + string.Join(", ", missing);
        }
    }

    public static Sandbox Start(ImageArchive image)
    {
        var configuration = image.Configuration;
        string[] program =
        [
            .. configuration.Env, Executables.Find("unshare")!, "--root", image.Root, "--wd", configuration.WorkingDir,
            "--setgid", configuration.User, "--setuid", configuration.User, "--", .. configuration.Entrypoint ?? [], .. configuration.Cmd ?? [],
        ];
        var start = new ProcessStartInfo("unshare",
            ["--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", Enter, "sandbox", image.Root, configuration.WorkingDir, configuration.User, .. program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Reads the program's log until it listens; the lines until then.</summary>
    public async Task<string> ListeningAsync(CancellationToken cancellation)
    {
        var log = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            log.Add(line);
            if (line.Contains("Now listening on", StringComparison.Ordinal))
                return string.Join('\n', log);
        }

        throw new InvalidOperationException($"the program ended: {string.Join('\n', log)}\n{await output}");
    }

    /// <summary>The answer to a GET, status line and all, asked from inside.</summary>
    public async Task<string> GetAsync(int port, string path)
    {
        var ask = $"exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET {path} HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3; cat <&3";
        return (await Command.RunAsync("nsenter", ["--target", $"{process.Id}", "--net", "bash", "-c", ask])).Succeeded;
    }

    /// <summary>Asks the program to end as Kubernetes does, and gives its exit code.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellation)
    {
        var child = (await File.ReadAllTextAsync($"/proc/{process.Id}/task/{process.Id}/children", cancellation)).Trim();
        Assert.Equal(0, (await Command.RunAsync("kill", ["-TERM", child])).ExitCode);
        await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(); // its child is killed with it (--kill-child)
        process.Dispose();
        return ValueTask.CompletedTask;
    }
}
