using System.Diagnostics;
using System.Runtime;
using Octobatch.Benchmarks.GitHub;
using Octobatch.Benchmarks.Previews;
using Octobatch.Benchmarks.Processes;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Benchmarks.Publishing;

/// <summary>Publishing where nothing but the machine sets the pace, and the same by a shell loop.</summary>
internal static class FreePublish
{
    /// <summary>
    /// Repositories of an organisation. Those of the second are published before it is measured, so that what is measured is compiled as in a
    /// service that runs for days.
    /// </summary>
    private const int Each = 1_000;

    public const string Step = """{ replace: { files: [README.md], pattern: "service-", with: "SERVICE-" } }""";

    public static async Task MeasureAsync(EmbeddedPostgres postgres, string data, int pulls, int shell)
    {
        await using var github = await MeasuredProcess.StartAsync("github", args: ["2", Path.Combine(data, "github")]);
        await using var world = await PreviewServices.StartAsync(postgres, github.Url, data);
        await world.SyncedAsync(2 * Each);
        await PreviewAsync(world, "warm", Each, Each);
        await world.RunAsync("warm", "publish");
        await PreviewAsync(world, "free", 0, pulls);
        using var process = Process.GetCurrentProcess();
        var (before, kernel, compiling) = (process.TotalProcessorTime, process.PrivilegedProcessorTime, JitInfo.GetCompilationTime());
        var run = await world.RunAsync("free", "publish");
        process.Refresh();
        var (cpu, inKernel, compiled) = (process.TotalProcessorTime - before, process.PrivilegedProcessorTime - kernel, JitInfo.GetCompilationTime() - compiling);
        Console.WriteLine($"  {pulls} with labels in {run.Seconds:0.0} s: {pulls / run.Seconds:0} a second, {(double)run.Requests / pulls:0.00} requests each (wanted: 1.2), "
            + $"{cpu.TotalMilliseconds / pulls:0.0} ms of the campaign service's CPU each (wanted: 5), {inKernel.TotalMilliseconds / pulls:0.0} of them in the kernel, {compiled.TotalMilliseconds / pulls:0.0} compiling what was still new  {run.Summary}");

        var token = await InstallationTokens.MintAsync(github.Url, Path.Combine(data, "github", "github-app.pem"));
        var seconds = await LoopAsync(github.Url, token, data, Each - shell, shell);
        Console.WriteLine($"  shell loop: {shell} in {seconds:0.0} s, {seconds / shell / (run.Seconds / pulls):0.0} times as long for each");
    }

    private static async Task PreviewAsync(PreviewServices world, string name, int first, int count)
    {
        var names = string.Join(", ", Enumerable.Range(first, count).Select(i => $"org-{(i / Each) + 1:00}/service-{i:000000}"));
        await world.Campaign.PutAsync(name, Step, $$"""{ repositories: [{{names}}] }""", ", labels: [chore]");
        await world.RunAsync(name, "preview");
    }

    private static Task<double> LoopAsync(Uri github, string token, string data, int first, int count) => ShellScript.RunAsync(
        $$"""
        for i in $(seq -f %06g {{first}} {{first + count - 1}}); do
          git clone -q --depth 1 http://x-access-token:{{token}}@{{github.Authority}}/org-01/service-$i.git r
          cd r
          git checkout -q -b chore
          sed -i 's/service-/SERVICE-/g' README.md
          git -c user.name=a -c user.email=a@b commit -qam 'A change'
          git push -q origin chore
          base=$(git symbolic-ref --short refs/remotes/origin/HEAD | cut -d/ -f2)
          cd ..
          rm -rf r
          curl -sf -o /dev/null -A shell -H "Authorization: Bearer {{token}}" -d "{\"title\":\"A change\",\"head\":\"chore\",\"base\":\"$base\"}" {{github.AbsoluteUri}}repos/org-01/service-$i/pulls
        done
        """, Directory.CreateDirectory(Path.Combine(data, "clones")).FullName);
}
