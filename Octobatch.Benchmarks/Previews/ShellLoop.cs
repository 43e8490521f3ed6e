using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Octobatch.Benchmarks.GitHub;

namespace Octobatch.Benchmarks.Previews;

/// <summary>The same diffs by what people do without Octobatch: a loop of git clone, sed and git diff, over the same simulated GitHub.</summary>
internal static class ShellLoop
{
    private const string Step = """{ replace: { files: [README.md], pattern: "service-", with: "SERVICE-" } }""";

    public static async Task CompareAsync(PreviewServices world, Uri github, string data, int repositories)
    {
        using var relay = new ByteRelay(github);
        await world.GoThroughAsync(relay.Url);
        var names = string.Join(", ", Enumerable.Range(0, repositories).Select(i => $"org-01/service-{i:000000}"));
        var run = await world.PreviewAsync("shell", Step, $$"""{ repositories: [{{names}}] }""");
        var bytes = relay.Take();
        Console.WriteLine($"Side by side on {repositories} repositories");
        Console.WriteLine($"  preview     {run.Seconds,6:0.0} s  {bytes / 1024,7} kB  {run.Requests} requests  {run.Summary}");

        var token = await TokenAsync(github, data);
        var shell = await LoopAsync(relay.Url, token, data, repositories);
        var cloned = relay.Take();
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
        var start = new ProcessStartInfo("bash", ["-e", "-c", script]) { WorkingDirectory = folder, UseShellExecute = false };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The shell loop ended with {process.ExitCode}.");
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<string> TokenAsync(Uri github, string data)
    {
        using var http = new HttpClient { BaseAddress = github };
        using var request = new HttpRequestMessage(HttpMethod.Post, "app/installations/1/access_tokens");
        request.Headers.UserAgent.ParseAdd("octobatch-benchmarks");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AppJwt.Sign(await File.ReadAllTextAsync(Path.Combine(data, "github", "github-app.pem"))));
        using var response = await http.SendAsync(request);
        return JsonElement.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).GetProperty("token").GetString()!;
    }
}
