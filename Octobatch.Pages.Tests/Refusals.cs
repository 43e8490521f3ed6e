using Microsoft.Playwright;
using Octobatch.Pages.Tests.Browsing;
using Xunit;

namespace Octobatch.Pages.Tests;

/// <summary>A spec being written when the server refuses to look at it: the page says so, and what was typed is still there.</summary>
internal static class Refusals
{
    public static async Task<IReadOnlyList<string>> LookAsync(Chromium chromium, RunningPages pages, CancellationToken cancellation)
    {
        await using var visit = await Visit.BeginAsync(chromium, pages.Address);
        await visit.SignInAsync(await pages.CreateKeyAsync("operator", cancellation));
        var page = visit.Page;
        var (spec, verdict) = (page.GetByLabel("Spec", new() { Exact = true }), page.Locator("#verdict"));
        await page.GotoAsync("/new-campaign");
        await page.EvaluateAsync("() => { document.querySelector('[data-editor] [name=form_token]').value = 'used up'; }");
        await spec.FillAsync("version: 1 # mine");
        await Assertions.Expect(verdict).ToContainTextAsync("This form is no longer good");
        var wrong = new List<string>(await Gallery.LookAsync(page, "new-campaign-refused", cancellation));

        await page.Context.SetOfflineAsync(true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Assertions.Expect(verdict).ToContainTextAsync("Octobatch cannot be reached");
        Assert.Equal("version: 1 # mine", await spec.InputValueAsync());
        // Of each refusal the browser itself complains.
        wrong.AddRange(visit.Complaints.Where(complaint => !complaint.Contains("Failed to load resource", StringComparison.Ordinal)));
        return wrong;
    }
}
