using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Previews;
using Octobatch.Campaigns.Reports;
using Octobatch.Campaigns.Runs;
using Octobatch.Campaigns.Specs.Storage;
using Octobatch.Tests.Gateway;
using Xunit;

namespace Octobatch.Tests.Campaigns.Changesets;

/// <summary>docs/api.md shows what is true.</summary>
public sealed class ApiPageTests
{
    private static readonly Regex Names = new("\"(?<name>[a-z0-9_]+)\":", RegexOptions.NonBacktracking);

    [Theory]
    [InlineData("Campaigns and their specs", typeof(CampaignRow), "number", "kind", "failed", "no_change", "ready")]
    [InlineData("Runs", typeof(Run), "total", "selected", "no_change", "ready", "failed")]
    [InlineData("Trying a spec", typeof(DryRunItem), "items")]
    [InlineData("Targets", typeof(TargetItem))]
    [InlineData("Changesets", typeof(ChangesetItem))]
    [InlineData("Identical diffs", typeof(DiffGroup))]
    [InlineData("Reports", typeof(CampaignReport), "date", "open", "closed", "failed", "merged", "median_to_merge_seconds", "p90_to_merge_seconds", "for", "reason", "count", "until", "run", "wave", "waves")]
    public void An_example_has_the_names_of_what_is_answered(string section, Type answer, params string[] within)
    {
        var example = Text().Split($"\n## {section}\n")[1].Split("```json\n")[1].Split("```")[0];
        var names = answer.GetProperties().Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name)).Except(["summary"]);
        Assert.Equal(names.Concat(within).Distinct().Order(StringComparer.Ordinal), Names.Matches(example).Select(m => m.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_call_about_campaigns_is_there()
    {
        var text = Text();
        foreach (var call in GatewayEndpointTableTests.Table.Keys.Where(call => call.Contains("/api/campaigns", StringComparison.Ordinal) || call.Contains("/api/previews", StringComparison.Ordinal)))
        {
            var end = call[(call.LastIndexOf('/') + 1)..];
            Assert.True(text.Contains($"`{call}", StringComparison.Ordinal) || text.Contains($"/{end}`", StringComparison.Ordinal) || text.Contains($"/{end}?", StringComparison.Ordinal), call);
        }
    }

    private static string Text([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/api.md"));
}
