using System.Diagnostics;

namespace Octobatch.Benchmarks.Processes;

/// <summary>What people do without Octobatch.</summary>
internal static class ShellScript
{
    /// <summary>Runs it with bash, to its end or its first error.</summary>
    /// <returns>Seconds.</returns>
    public static async Task<double> RunAsync(string script, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-c", script]) { WorkingDirectory = folder, UseShellExecute = false };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(started).TotalSeconds
            : throw new InvalidOperationException($"The shell script ended with {process.ExitCode}.");
    }
}
