using System.Text.Json;
using Microsoft.Playwright;
using Octobatch.Tests.Infrastructure;

namespace Octobatch.Pages.Tests.Browsing;

/// <summary>axe-core, run in the page.</summary>
internal static class Axe
{
    private const string Version = "4.14.1";

    /// <summary>What it finds that is serious or critical: rule, help and the elements.</summary>
    public static async Task<IReadOnlyList<string>> SeriousAsync(IPage page, CancellationToken cancellation)
    {
        var script = await File.ReadAllTextAsync(Path.Combine(await NpmPackage.GetAsync("axe-core", Version, cancellation), "axe.min.js"), cancellation);
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {script} }} }}");
        var result = await page.EvaluateAsync<JsonElement>(
            "() => axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations.map(v => ({ id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 200)) })))");
        return
        [
            .. from violation in result.EnumerateArray()
               where violation.GetProperty("impact").GetString() is "serious" or "critical"
               select $"{violation.GetProperty("id")}: {violation.GetProperty("help")}: {string.Join(" | ", violation.GetProperty("nodes").EnumerateArray().Take(3))}",
        ];
    }
}
