using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Octobatch.Pages.Tests.Browsing;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Pages.Tests;

/// <summary>Diffs that fill several pages: what is ticked on one stays ticked on the next, and that alone is published.</summary>
internal static class Ticks
{
    private const string Campaign = "/campaigns/each-its-own";

    private const string Spec = """
        version: 1
        name: each-its-own
        select: [{ query: "org:acme -archived:true" }]
        steps: [{ replace: { files: [README.md], pattern: '^# ', with: '# The ' } }]
        changeset: { title: Say what it is }
        publish: { waves: ["100%"] }
        """;

    public static async Task<IReadOnlyList<string>> LookAsync(Chromium chromium, RunningPages pages, CancellationToken cancellation)
    {
        await PreviewAsync(pages, cancellation);
        await using var visit = await Visit.BeginAsync(chromium, pages.Address);
        await visit.SignInAsync(await pages.CreateKeyAsync("operator", cancellation));
        var page = visit.Page;
        var (boxes, status) = (page.Locator("[name=diff]"), page.Locator("[data-selected]"));

        await page.GotoAsync($"{Campaign}/diffs");
        await PressAsync(page, "j", "x", "j", "x");
        await Assertions.Expect(status).ToHaveTextAsync("2 diffs ticked: 2 repositories.");
        await PressAsync(page, "k");
        await Assertions.Expect(page.Locator(".diff").First).ToBeFocusedAsync();
        await PressAsync(page, "x");
        await Assertions.Expect(status).ToHaveTextAsync("1 diff ticked: 1 repository.");
        var second = await page.Locator(".diff .names").Nth(1).TextContentAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();
        await Assertions.Expect(status).ToHaveTextAsync("1 diff ticked, 1 of them on other pages: 1 repository.");
        await boxes.First.CheckAsync();
        await Assertions.Expect(status).ToHaveTextAsync("2 diffs ticked, 1 of them on other pages: 2 repositories.");
        var eleventh = await page.Locator(".diff .names").First.TextContentAsync();
        var wrong = new List<string>(await Gallery.LookAsync(page, "diffs-ticked", cancellation));

        await page.GetByRole(AriaRole.Link, new() { Name = "First page" }).ClickAsync();
        await Assertions.Expect(boxes.Nth(1)).ToBeCheckedAsync();
        await Assertions.Expect(boxes.First).Not.ToBeCheckedAsync();
        var publish = page.GetByRole(AriaRole.Button, new() { Name = "Publish what is ticked" });
        // What is refused keeps its ticks.
        await page.Locator("[name=preview]").EvaluateAsync("input => input.value = 99");
        await publish.ClickAsync();
        await Assertions.Expect(page.Locator(".problem")).ToContainTextAsync("There is no such preview");
        await page.GotoAsync($"{Campaign}/diffs");
        await Assertions.Expect(status).ToHaveTextAsync("2 diffs ticked, 1 of them on other pages: 2 repositories.");
        await publish.ClickAsync();
        await page.ArriveAsync(Campaign);
        await Assertions.Expect(page.Locator("#bar")).ToContainTextAsync("2 open");
        await page.GotoAsync($"{Campaign}?state=open");
        foreach (var name in (string?[])[second, eleventh])
            await Assertions.Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = name })).ToBeVisibleAsync();

        await page.GotoAsync($"{Campaign}/diffs");
        await Assertions.Expect(status).ToContainTextAsync("Tick diffs");
        return [.. wrong, .. visit.Complaints.Where(complaint => !complaint.Contains("status of 409"))]; // the refusal
    }

    private static async Task PreviewAsync(RunningPages pages, CancellationToken cancellation)
    {
        using var client = pages.Client();
        using var spec = new StringContent(Spec, null, "application/yaml");
        using var created = await client.PostAsync("/api/campaigns", spec, cancellation);
        created.EnsureSuccessStatusCode();
        using var started = await client.PostAsJsonAsync($"/api{Campaign}/runs", new { kind = "preview" }, cancellation);
        started.EnsureSuccessStatusCode();
        await Eventually.TrueAsync(async () =>
            (await client.GetFromJsonAsync<JsonElement>($"/api{Campaign}/runs/1", cancellation)).GetProperty("state").GetString() == "completed");
    }

    private static async Task PressAsync(IPage page, params string[] keys)
    {
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
    }
}
