using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.Tests.Campaigns.Previews;
using Octobatch.Tests.GitHub;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Chaos;

/// <summary>Campaign services in processes of their own, which are killed as nothing else kills: at once.</summary>
internal sealed class WorkerProcesses(int count, string given) : IAsyncDisposable
{
    private const string Variable = "OCTOBATCH_TEST_WORKER";

    private readonly Process?[] processes = new Process?[count];

    public void Start()
    {
        for (var i = 0; i < processes.Length; i++)
            processes[i] = StartOne();
    }

    /// <summary>Kills one with SIGKILL and starts another, as Kubernetes would.</summary>
    public void Replace(int index)
    {
        Kill(processes[index]!);
        processes[index] = StartOne();
    }

    public async Task<string> StopAndReadAsync()
    {
        foreach (var process in processes.OfType<Process>())
            process.StandardInput.Close();
        return string.Concat(await Task.WhenAll(processes.OfType<Process>().Select(process => process.StandardOutput.ReadToEndAsync())));
    }

    public ValueTask DisposeAsync()
    {
        foreach (var process in processes.OfType<Process>())
            Kill(process);
        return ValueTask.CompletedTask;
    }

    /// <summary>Such a process: serves until its standard input ends, which also happens when the test does.</summary>
    public static async Task ServeAsync()
    {
        var lines = Environment.GetEnvironmentVariable(Variable)!.Split('\n');
        var clock = new ScaledClock(new(long.Parse(lines[0], CultureInfo.InvariantCulture), TimeSpan.Zero), ChaosWorld.Factor);
        var settings = lines[2..].Select(line => line.Split('=', 2)).Select(pair => (pair[0], (string?)pair[1])).ToArray();
        var dice = new Random(Environment.ProcessId);
        await using var host = await ServiceHost.StartAsync(
            b => b.AddCampaignService(), a => a.MapCampaignService(),
            ServiceSettings.With([.. settings, ("OCTOBATCH_BLOBSTORE_ENDPOINT", $"file://{lines[1]}")]),
            services => services.AddSingleton<IBlobStore>(new FlakyBlobStore(new FileBlobStore(lines[1]), () =>
            {
                lock (dice)
                    return dice.Next(2) == 0;
            })), clock);
        await Console.OpenStandardInput().CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        await Console.Out.WriteLineAsync(host.Logs.Text[^Math.Min(20_000, host.Logs.Text.Length)..]);
    }

    private static void Kill(Process process)
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private Process StartOne()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Octobatch.Tests"))
        {
            ArgumentList = { "-explicit", "only", "-method", $"{typeof(ChaosTests).FullName}.{nameof(ChaosTests.Worker)}" },
            Environment = { [Variable] = given },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }
}
