using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.ServiceDefaults.Processes;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Steps;

/// <summary>A checkout per case of the table, after the case's command; all commands are of one script.</summary>
public sealed class GroundTruthFixture : IAsyncLifetime
{
    private readonly Dictionary<string, RepositoryTree> _results = new(StringComparer.Ordinal);

    public bool HasJq { get; private set; }

    public RepositoryTree Result(string name) => _results[name];

    public async ValueTask InitializeAsync()
    {
        if (Executables.Find("jq") is null) await DebianPackages.TryInstallAsync(NullLogger.Instance, CancellationToken.None, "jq");
        HasJq = Executables.Find("jq") is not null;
        using var folder = new TempDirectory();
        var cases = GroundTruthCases.All.Where(one => HasJq || !NeedsJq(one)).ToList();
        for (var i = 0; i < cases.Count; i++) cases[i].Before.WriteTo(folder.Sub($"{i}"));
        Shell.Run(folder.Path, string.Join('\n', cases.Select((one, i) =>
            $"cd {folder.Sub($"{i}")}\ngit init -q .\ngit add -A\n{one.Command}\n")));
        for (var i = 0; i < cases.Count; i++) _results[cases[i].Name] = Trees.ReadFrom(folder.Sub($"{i}"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static bool NeedsJq(GroundTruthCase one) => one.Command.StartsWith("jq ", StringComparison.Ordinal);
}
