using System.Diagnostics;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class SmartHttpTests
{
    [Fact]
    public async Task Git_clones_pushes_and_sees_what_the_API_made()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        await simulator.PublishAsync(token, id, head, "acme/checkout");
        var folder = Directory.CreateTempSubdirectory("octobatch-clone-").FullName;
        try
        {
            var url = $"http://x-access-token:{token}@127.0.0.1:{simulator.Url.Port}/acme/checkout.git";
            Assert.Equal(0, await GitAsync(folder, "clone", "-q", url, "work"));
            var work = Path.Combine(folder, "work");
            Assert.StartsWith("# checkout", await File.ReadAllTextAsync(Path.Combine(work, "README.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.Equal(0, await GitAsync(work, "checkout", "-q", "octobatch/x"));
            Assert.True(File.Exists(Path.Combine(work, "docs", "new.md")));

            await File.WriteAllTextAsync(Path.Combine(work, "more.txt"), "more\n", TestContext.Current.CancellationToken);
            await GitAsync(work, "add", ".");
            await GitAsync(work, "-c", "user.name=Bob", "-c", "user.email=bob@example.com", "commit", "-qm", "More");
            Assert.Equal(0, await GitAsync(work, "push", "-q", "origin", "octobatch/x"));
            Assert.Equal(2, (await simulator.GetAsync("/repos/acme/checkout/pulls/1", token)).Json.GetProperty("commits").GetInt32());
            Assert.Equal(200, (await simulator.GetAsync("/repos/acme/checkout/contents/more.txt?ref=octobatch/x", token)).Status);

            var reader = await simulator.MintAsync(1, new { permissions = new { contents = "read" } });
            Assert.NotEqual(0, await GitAsync(work, "push", "-q", url.Replace(token, reader, StringComparison.Ordinal), "octobatch/x:refs/heads/other"));
            Assert.NotEqual(0, await GitAsync(folder, "clone", "-q", $"http://127.0.0.1:{simulator.Url.Port}/acme/checkout.git", "nobody"));
            Assert.Equal(0, await GitAsync(folder, "clone", "-q", $"http://127.0.0.1:{simulator.Url.Port}/globex/site", "public"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_push_of_a_workflow_without_the_permission_leaves_everything_as_it_was()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync(1, new { permissions = new { contents = "write" } });
        var folder = Directory.CreateTempSubdirectory("octobatch-clone-").FullName;
        try
        {
            Assert.Equal(0, await GitAsync(folder, "clone", "-q", $"http://x-access-token:{token}@127.0.0.1:{simulator.Url.Port}/acme/checkout.git", "work"));
            var work = Path.Combine(folder, "work");
            await File.WriteAllTextAsync(Path.Combine(work, ".github", "workflows", "new.yml"), "on: push\n", TestContext.Current.CancellationToken);
            await GitAsync(work, "add", ".");
            await GitAsync(work, "-c", "user.name=Bob", "-c", "user.email=bob@example.com", "commit", "-qm", "Sneak");
            Assert.NotEqual(0, await GitAsync(work, "push", "-q", "origin", "HEAD:sneaky"));
            Assert.Equal(404, (await simulator.GetAsync("/repos/acme/checkout/git/ref/heads/sneaky", token)).Status);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> GitAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var git = Process.Start(start)!;
        var (output, error) = (git.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"git {arguments[0]}: {await output}{await error}");
        return git.ExitCode;
    }
}
