using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Processes;

namespace Octobatch.Standalone.Embedded;

/// <summary>Installs Debian packages where this process may: as root, with apt. Never starts or touches a service.</summary>
public static partial class DebianPackages
{
    private const string ServicePolicy = "/usr/sbin/policy-rc.d";
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    public static bool CanInstall => UnixAccount.IsRoot && OperatingSystem.IsLinux() && Executables.Find("apt-get") is not null;

    /// <summary>Installs the packages; false when this process may not, or apt refuses (its words are in the log).</summary>
    public static async Task<bool> TryInstallAsync(ILogger logger, CancellationToken cancellationToken, params string[] packages)
    {
        if (!CanInstall) return false;
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            var names = string.Join(' ', packages);
            LogInstalling(logger, names);
            using var policy = ForbidServiceStarts();
            var result = await InstallAsync(packages, cancellationToken);
            if (!result.Succeeded)
            {
                await AptAsync(["update"], cancellationToken);
                result = await InstallAsync(packages, cancellationToken);
            }

            if (!result.Succeeded) LogRefused(logger, names, result.Output);
            return result.Succeeded;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static Task<ChildResult> InstallAsync(string[] packages, CancellationToken cancellationToken) =>
        AptAsync(["install", "-y", "--no-install-recommends", .. packages], cancellationToken);

    // Two processes may install at once (two test runs): the second waits for apt's lock instead of failing.
    // A half-finished dpkg is worse than a stray one, so the parent's death does not kill it.
    private static Task<ChildResult> AptAsync(string[] arguments, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(
            new ChildProcessOptions("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=300", .. arguments])
            {
                Environment = new Dictionary<string, string?> { ["DEBIAN_FRONTEND"] = "noninteractive" },
                OnParentDeath = ChildSignal.Terminate,
            },
            cancellationToken);

    // Debian's packages start their service when installed, unless this file says no (exit code 101). Where the
    // machine has such a policy already, that one stands.
    private static FileRemoval? ForbidServiceStarts()
    {
        if (OperatingSystem.IsWindows() || File.Exists(ServicePolicy)) return null;
        File.WriteAllText(ServicePolicy, "#!/bin/sh\nexit 101\n");
        File.SetUnixFileMode(ServicePolicy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new FileRemoval(ServicePolicy);
    }

    private sealed class FileRemoval(string path) : IDisposable
    {
        public void Dispose() => File.Delete(path);
    }

    [LoggerMessage(LogLevel.Information, "Installing {Packages} with apt-get, because this machine does not have it")]
    private static partial void LogInstalling(ILogger logger, string packages);

    [LoggerMessage(LogLevel.Warning, "apt-get could not install {Packages}: {Output}")]
    private static partial void LogRefused(ILogger logger, string packages, string output);
}
