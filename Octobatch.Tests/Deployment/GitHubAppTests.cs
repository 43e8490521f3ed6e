using System.Text.Json;
using System.Text.RegularExpressions;
using Octobatch.Tests.Deployment.Tools;
using Xunit;

namespace Octobatch.Tests.Deployment;

/// <summary>The page that creates the GitHub App and the operations manual say the same.</summary>
public sealed partial class GitHubAppTests
{
    [Fact]
    public async Task The_manual_shows_the_manifest_that_the_page_sends()
    {
        var page = Manifest().Match(await ReadAsync("deploy", "github-app", "create.html")).Groups["json"].Value;
        var manual = Code().Match(await ReadAsync("docs", "operations.md")).Groups["json"].Value;
        Assert.Equal(JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(page)), JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(manual)));
    }

    [Fact]
    public async Task Each_permission_and_event_of_the_manifest_has_its_reason()
    {
        var manual = await ReadAsync("docs", "operations.md");
        var manifest = JsonSerializer.Deserialize<JsonElement>(Code().Match(manual).Groups["json"].Value);
        var permissions = manifest.GetProperty("default_permissions").EnumerateObject().Select(p => $"{p.Name} {p.Value.GetString()}");
        Assert.Equal(permissions, PermissionRow().Matches(manual).Select(m => $"{m.Groups["name"].Value} {m.Groups["access"].Value}"));
        Assert.All(manifest.GetProperty("default_events").EnumerateArray(), e => Assert.Matches($@"(?m)^\|[^|]*`{e.GetString()}`[^|]*\| \S", manual));
    }

    private static Task<string> ReadAsync(params string[] path) => File.ReadAllTextAsync(Repository.PathOf(path), TestContext.Current.CancellationToken);

    [GeneratedRegex("""<script id="app" type="application/json">(?<json>[^<]*)</script>""", RegexOptions.NonBacktracking)]
    private static partial Regex Manifest();

    [GeneratedRegex(@"```json\n(?<json>[^`]*)```", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| `(?<name>[a-z_]+)` \| (?<access>read|write) \|", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex PermissionRow();
}
