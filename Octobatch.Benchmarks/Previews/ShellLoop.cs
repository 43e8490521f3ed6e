using Octobatch.Benchmarks.GitHub;
using Octobatch.Benchmarks.Processes;
using Octobatch.Tests.Infrastructure;

namespace Octobatch.Benchmarks.Previews;

/// <summary>The same diffs by what people do without Octobatch: a loop of git clone, sed and git diff, over the same simulated GitHub.</summary>
internal static class ShellLoop
{
    private const string Step = """{ replace: { files: [README.md], pattern: "service-", with: "SERVICE-" } }""";

    public static async Task CompareAsync(PreviewServices world, Uri github, string data, int repositories)
    {
        using var relay = new TcpRelay(github.Host, github.Port);
        var through = new UriBuilder(github) { Port = relay.Port }.Uri;
        await world.GoThroughAsync(through);
        var names = string.Join(", ", Enumerable.Range(0, repositories).Select(i => $"org-01/service-{i:000000}"));
        var run = await world.PreviewAsync("shell", Step, $$"""{ repositories: [{{names}}] }""");
        var bytes = relay.TakeBytes();
        Console.WriteLine($"Side by side on {repositories} repositories");
        Console.WriteLine($"  preview     {run.Seconds,6:0.0} s  {bytes / 1024,7} kB  {run.Requests} requests  {run.Summary}");

        var token = await InstallationTokens.MintAsync(github, Path.Combine(data, "github", "github-app.pem"));
        var shell = await LoopAsync(through, token, data, repositories);
        var cloned = relay.TakeBytes();
        Console.WriteLine($"  shell loop  {shell,6:0.0} s  {cloned / 1024,7} kB");
        Console.WriteLine($"  the shell loop takes {shell / run.Seconds:0.0} times as long and moves {(double)cloned / bytes:0.0} times as many bytes");
    }

    private static async Task<double> LoopAsync(Uri github, string token, string data, int repositories)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, "clones")).FullName;
        var script = $"""
            for i in $(seq -f %06g 0 {repositories - 1}); do
              git clone -q --depth 1 http://x-access-token:{token}@{github.Authority}/org-01/service-$i.git r
              (cd r && sed -i 's/service-/SERVICE-/g' README.md && git diff > ../$i.diff)
              rm -rf r
            done
            """;
        return await ShellScript.RunAsync(script, folder);
    }
}
