using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Gateway.Web.Diffs;
using Xunit;

namespace Octobatch.Tests.Pages;

/// <summary>A patch on a page, in one column and in two: what a browser by itself would not show is seen.</summary>
public sealed partial class PatchViewTests
{
    private const string Patch = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-one\r\n-two\n\\ No newline at end of file\n+one\n+two\u202E\n";

    [Theory]
    [InlineData(false, "Line 1\n1|-one␍\n2|-two\nNo newline at end of file\n1|+one\n2|+two<U+202E>")]
    [InlineData(true, "Line 1\n1|one␍|1|one\n2|two|2|two<U+202E>\nNo newline at end of file")]
    public async Task Line_endings_missing_newlines_and_turned_text_are_seen(bool split, string rows)
    {
        var html = await RenderAsync(split);
        Assert.Contains("one<abbr title=\"carriage return\">␍</abbr></td>", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain('\r', WebUtility.HtmlDecode(html));
        Assert.Equal(rows, string.Join('\n', Rows().Matches(html).Select(row => Row(row.Value))));
    }

    private static string Row(string row) => string.Join('|', Cells().Matches(row).Select(cell => Text(cell.Value)).Where(text => text.Length > 0));

    private static string Text(string html) => WebUtility.HtmlDecode(Tags().Replace(html, "")).Replace('−', '-').Trim();

    private static async Task<string> RenderAsync(bool split)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["Patch"] = PatchReader.Read(Patch), ["Split"] = split });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<PatchView>(parameters)).ToHtmlString());
    }

    [GeneratedRegex("<tr.*?</tr>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rows();

    [GeneratedRegex("<td.*?</td>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cells();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tags();
}
