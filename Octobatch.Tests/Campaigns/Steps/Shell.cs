using System.Diagnostics;
using Xunit;

namespace Octobatch.Tests.Campaigns.Steps;

/// <summary>Runs bash scripts with tools that know no configuration of this machine and work on bytes.</summary>
internal static class Shell
{
    public static void Run(string folder, string script)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-c", script])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["LC_ALL"] = "C",
                ["HOME"] = folder,
                ["GIT_CONFIG_GLOBAL"] = "/dev/null",
                ["GIT_CONFIG_NOSYSTEM"] = "1",
                ["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(folder),
            },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{output}{errors.Result}");
    }
}
