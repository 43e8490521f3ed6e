using System.Diagnostics;
using System.Globalization;

namespace Octobatch.Benchmarks.Chaos;

/// <summary>
/// The story of <c>Octobatch.Tests/Campaigns/Chaos/PublishChaosTests</c> at any size: a campaign is published by three workers while one after
/// another is killed, GitHub fails and loses answers, Redis goes, webhooks go astray and people do as they like. It fails unless GitHub and
/// the database agree at the end.
/// </summary>
internal static class ChaosCommand
{
    public const string Help = """
        chaos [--repositories N]
            Publishes to N (5,000) repositories in a storm, and compares GitHub with what is recorded. Takes a minute for every few hundred.
        """;

    private const string Test = "Octobatch.Tests.Campaigns.Chaos.PublishChaosTests.As_large_as_it_is_asked_for";
    private const int Usual = 5_000;

    public static async Task<int> RunAsync(string[] args)
    {
        var size = args is ["--repositories", var given] && int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : Usual;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "run", "-c", "Release", "--project", Path.Combine(Root(), "Octobatch.Tests"), "--", "-explicit", "only", "-method", Test, "-showLiveOutput" },
            Environment = { ["OCTOBATCH_CHAOS_REPOSITORIES"] = size.ToString(CultureInfo.InvariantCulture) },
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Octobatch.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The chaos is run from the repository, where its tests are.");
    }
}
