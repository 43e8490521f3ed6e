using System.Diagnostics;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator.Fidelity;

/// <summary>
/// What GitHub publishes about its own API, and a client of it that nobody here wrote: npm packages, installed once into a cache
/// folder outside the repository. Where that cannot be done the tests are skipped with the reason, or fail when
/// <c>OCTOBATCH_TEST_REQUIRE_ALL</c> is 1.
/// </summary>
public sealed class NpmPackages : IAsyncLifetime
{
    private static readonly string[] Packages =
        ["@octokit/openapi@23.0.2", "@octokit/graphql-schema@15.26.1", "@octokit/auth-app@8.3.1", "@octokit/core@7.0.8"];

    private string? problem;

    public static string Folder { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("OCTOBATCH_TEST_CACHE") ?? Path.Combine(Path.GetTempPath(), "octobatch-test-cache"), "npm-octokit-1");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        var done = Path.Combine(Folder, "installed");
        await using var only = await OneAtATimeAsync(Path.Combine(Folder, "lock"));
        if (File.Exists(done))
            return;
        problem = await InstallAsync();
        if (problem is null)
            await File.WriteAllTextAsync(done, string.Join('\n', Packages));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Whether they could be installed; false only where nobody requires it.</summary>
    public bool AreThere => problem is null || Environment.GetEnvironmentVariable("OCTOBATCH_TEST_REQUIRE_ALL") is "1";

    /// <summary>The path of a file of a package.</summary>
    public string PathOf(string path)
    {
        if (problem is not null && Environment.GetEnvironmentVariable("OCTOBATCH_TEST_REQUIRE_ALL") is not "1")
            Assert.Skip(problem);
        Assert.Null(problem);
        return Path.Combine(Folder, "node_modules", path);
    }

    private static async Task<FileStream> OneAtATimeAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another test process installs right now.
                await Task.Delay(50);
            }
        }
    }

    private static async Task<string?> InstallAsync()
    {
        var start = new ProcessStartInfo("npm", ["install", "--prefix", Folder, "--no-audit", "--no-fund", "--ignore-scripts", .. Packages])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var npm = Process.Start(start)!;
            var (output, error) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            await npm.WaitForExitAsync();
            return npm.ExitCode is 0 ? null : $"npm could not install GitHub's own descriptions: {await output}{await error}";
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"npm is not here, so GitHub's own descriptions are neither: {e.Message}";
        }
    }
}
