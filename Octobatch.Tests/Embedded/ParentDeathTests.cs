using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Embedded;

/// <summary>A parent that is killed leaves no child behind. The parent is this test program, started once more.</summary>
public sealed class ParentDeathTests(PostgresFixture shared)
{
    private const string FolderVariable = "OCTOBATCH_TEST_PARENT_FOLDER";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_9_of_the_parent_ends_Postgres_and_the_next_start_has_the_data()
    {
        await shared.CreateDatabaseAsync(Cancel);
        using var directory = new TempDirectory();
        await using var parent = await ChildProcess.StartAsync(new ChildProcessOptions(
            Path.Combine(AppContext.BaseDirectory, "Octobatch.Tests"),
            "-explicit", "only", "-method", $"{typeof(ParentDeathTests).FullName}.{nameof(A_parent_that_waits_to_be_killed)}")
        {
            Environment = new Dictionary<string, string?> { [FolderVariable] = directory.Path },
        });

        var postgres = int.Parse(await ReadWhenThereAsync(directory.Sub("started"), parent));
        Assert.True(Directory.Exists($"/proc/{postgres}"));
        parent.Send(ChildSignal.Kill);
        await parent.Exited.WaitAsync(Cancel);
        while (Directory.Exists($"/proc/{postgres}")) await Task.Delay(10, Cancel);

        await using var next = await StartAsync(directory.Path);
        Assert.NotEqual(postgres, next.ProcessId);
    }

    [Fact(Explicit = true)]
    public async Task A_parent_that_waits_to_be_killed()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "Started by the test above alone.");
        await using var postgres = await StartAsync(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "started.new"), $"{postgres.ProcessId}", Cancel);
        File.Move(Path.Combine(folder, "started.new"), Path.Combine(folder, "started"));
        await Task.Delay(TimeSpan.FromMinutes(2), Cancel);
    }

    private static Task<EmbeddedPostgres> StartAsync(string folder) => EmbeddedPostgres.StartAsync(
        new EmbeddedPostgresOptions { DataDirectory = Path.Combine(folder, "postgres"), Durable = false },
        NullLogger<EmbeddedPostgres>.Instance, Cancel);

    private static async Task<string> ReadWhenThereAsync(string path, ChildProcess writer)
    {
        while (!File.Exists(path))
        {
            Assert.False(writer.HasExited, writer.RecentOutput);
            await Task.Delay(10, Cancel);
        }

        return await File.ReadAllTextAsync(path, Cancel);
    }
}
