using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Standalone;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>One Standalone for all tests of the command line, with a simulated GitHub whose people do nothing by themselves. Each test has its own campaigns.</summary>
public sealed class CliFixture : SharedServer<CliFixture.Running>
{
    // Beyond the ports among which the tests of Standalone look for theirs.
    private const int FirstPort = 30_500;

    internal async Task<CliUser> UserAsync()
    {
        var running = await GetAsync();
        return CliUser.Of(running.Url, running.AdminKey);
    }

    internal async Task<CliUser> UserAsync(string role)
    {
        using var admin = await UserAsync();
        var key = (await admin.RunAsync("keys", "create", $"test-{role}", "--role", role)).Ends(Octobatch.Cli.ExitCode.Ok).Output.Trim();
        return CliUser.Of(new Uri(admin.Environment["OCTOBATCH_URL"]), key);
    }

    internal static async Task<Running> StartNewAsync(int firstPort)
    {
        var folder = new TempDirectory();
        var standalone = await RunningStandalone.StartAsync(folder.Sub("data"), FreePorts.Find(firstPort));
        var key = (await File.ReadAllTextAsync(Path.Combine(folder.Sub("data"), "admin-key"))).Trim();
        await standalone.FillAsync(key);
        return new(folder, standalone, key);
    }

    protected override Task<Running> StartAsync() => StartNewAsync(FirstPort);

    public sealed class Running : IAsyncDisposable
    {
        private readonly TempDirectory folder;
        private readonly RunningStandalone standalone;

        internal Running(TempDirectory folder, RunningStandalone standalone, string key) => (this.folder, this.standalone, AdminKey) = (folder, standalone, key);

        public Uri Url => standalone.Client.BaseAddress!;

        public string AdminKey { get; }

        public async ValueTask DisposeAsync()
        {
            await standalone.DisposeAsync();
            folder.Dispose();
        }
    }
}
