using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Octobatch.Benchmarks.Cli;

/// <summary>The command line, published in one of the ways there are.</summary>
internal sealed record CliBuild(string Name, string Program, double Megabytes)
{
    /// <param name="options">Of <c>dotnet publish</c>.</param>
    public static async Task<CliBuild> PublishAsync(string name, string folder, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet", ["publish", Project(), "-c", "Release", "-o", folder, .. options]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"dotnet publish ended with {process.ExitCode}: {said}");
        var bytes = new DirectoryInfo(folder).EnumerateFiles().Where(file => file.Extension != ".pdb").Sum(file => file.Length);
        return new(name, Path.Combine(folder, OperatingSystem.IsWindows() ? "octobatch.exe" : "octobatch"), bytes / 1e6);
    }

    private static string Project([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../Octobatch.Cli"));
}
