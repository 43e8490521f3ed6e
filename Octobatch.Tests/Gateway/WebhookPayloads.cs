using System.Text;
using System.Text.Json;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

/// <summary>Real webhook payloads, as octokit publishes them.</summary>
internal static class WebhookPayloads
{
    private static readonly string[] EventsOfUse =
    [
        "installation", "installation_repositories", "repository", "push", "pull_request", "pull_request_review", "check_suite", "check_run", "status",
    ];

    /// <summary>Twenty deliveries: first one of each event that Octobatch uses, then one of each other, by name.</summary>
    public static async Task<List<(string Event, byte[] Body)>> TwentyAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var package = await NpmPackage.GetAsync("@octokit/webhooks-examples", "7.6.1", cancellation);
        await using var file = File.OpenRead(Path.Combine(package, "api.github.com", "index.json"));
        using var all = await JsonDocument.ParseAsync(file, cancellationToken: cancellation);
        return
        [
            .. all.RootElement.EnumerateArray()
                .Select(e => (Event: e.GetProperty("name").GetString()!, Body: Encoding.UTF8.GetBytes(e.GetProperty("examples")[0].GetRawText())))
                .OrderBy(e => Array.IndexOf(EventsOfUse, e.Event) is >= 0 and var place ? place : EventsOfUse.Length)
                .ThenBy(e => e.Event, StringComparer.Ordinal)
                .Take(20),
        ];
    }
}
