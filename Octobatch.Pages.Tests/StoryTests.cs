using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Octobatch.Pages.Tests.Browsing;
using Xunit;

namespace Octobatch.Pages.Tests;

/// <summary>What people do, in their order, in a real browser against a real Standalone.</summary>
public sealed class StoryTests(Chromium chromium, RunningPages pages)
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_link_on_the_screen_to_merged_pull_requests_and_every_page()
    {
        await using var visit = await Visit.BeginAsync(chromium, pages.Address);
        var page = visit.Page;
        var wrong = new List<string>();

        await page.GotoAsync("/repositories");
        wrong.AddRange(await Gallery.LookAsync(page, "sign-in", cancellation));
        await page.GotoAsync(pages.SignInLink);
        wrong.AddRange(await Gallery.LookAsync(page, "sign-in-link", cancellation));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArriveAsync("/campaigns");
        wrong.AddRange(await Gallery.LookAsync(page, "campaigns-none", cancellation));

        await page.GotoAsync("/repositories?query=org%3Aacme");
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "acme/checkout" })).ToBeVisibleAsync();
        wrong.AddRange(await Gallery.LookAsync(page, "repositories", cancellation));
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Query" }).FillAsync("org:acme arch");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("org:acme archived:true ", await page.GetByRole(AriaRole.Combobox, new() { Name = "Query" }).InputValueAsync());
        await page.GetByLabel("Why (not) this one?").FillAsync("acme/checkout");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look" }).ClickAsync();
        await Assertions.Expect(page.GetByText("It does not meet archived:true.")).ToBeVisibleAsync();
        wrong.AddRange(await Gallery.LookAsync(page, "repositories-why", cancellation));

        wrong.AddRange(await WriteCampaignAsync(page));
        wrong.AddRange(await PreviewAsync(page));
        wrong.AddRange(await PublishAsync(page));
        wrong.AddRange(await MergeAsync(page));

        await page.GotoAsync("/keys");
        await page.GetByLabel("Whose key it is").FillAsync("ci of the checkout team");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Assertions.Expect(page.Locator("#new-key")).ToContainTextAsync("octo_");
        wrong.AddRange(await Gallery.LookAsync(page, "keys", cancellation));

        foreach (var path in (string[])["settings", "audit"])
        {
            await page.GotoAsync("/" + path);
            wrong.AddRange(await Gallery.LookAsync(page, path, cancellation));
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.ArriveAsync("/sign-in");
        wrong.AddRange(await Errors.LookAsync(chromium, pages.Address, cancellation));
        wrong.AddRange(await Ticks.LookAsync(chromium, pages, cancellation));
        wrong.AddRange(await Roles.LookAsync(chromium, pages, cancellation));
        wrong.AddRange(await Refusals.LookAsync(chromium, pages, cancellation));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(visit.Complaints.Count == 0, string.Join('\n', visit.Complaints));
    }

    private async Task<IReadOnlyList<string>> WriteCampaignAsync(IPage page)
    {
        var wrong = new List<string>();
        await page.GotoAsync("/campaigns");
        await page.GetByRole(AriaRole.Link, new() { Name = "New campaign" }).ClickAsync();
        var spec = page.GetByLabel("Spec", new() { Exact = true });
        var text = await spec.InputValueAsync();
        await spec.FillAsync(text.Replace("when: missing", "when: sometimes", StringComparison.Ordinal));
        await Assertions.Expect(page.Locator("#verdict [data-line='9']")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-lines] li.wrong")).ToHaveCountAsync(1);
        wrong.AddRange(await Gallery.LookAsync(page, "new-campaign-error", cancellation));

        await spec.FillAsync(text.Replace("my-campaign", "security-policy", StringComparison.Ordinal).Replace("topic:service", "name:c*", StringComparison.Ordinal)
            .Replace("[1, \"10%\", \"100%\"]", "[3, \"100%\"]\n  max_per_day: 3", StringComparison.Ordinal));
        await Assertions.Expect(page.GetByText("The spec is valid.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Assertions.Expect(page.Locator("#targets")).ToContainTextAsync("acme/checkout");
        wrong.AddRange(await Gallery.LookAsync(page, "new-campaign", cancellation));
        await page.GetByLabel("On up to ten repositories").FillAsync("acme/checkout\nacme/catalog");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it" }).ClickAsync();
        await Assertions.Expect(page.Locator("#dry-run").GetByRole(AriaRole.Region, new() { Name = "acme/checkout", Exact = true })).ToContainTextAsync("Write to security@example.com.");
        wrong.AddRange(await Gallery.LookAsync(page, "new-campaign-dry-run", cancellation));
        await page.GetByRole(AriaRole.Button, new() { Name = "Create campaign" }).ClickAsync();
        await page.ArriveAsync("/campaigns/security-policy");
        await Assertions.Expect(page.GetByText("writes SECURITY.md where it is missing")).ToBeVisibleAsync();
        wrong.AddRange(await Gallery.LookAsync(page, "campaign-new", cancellation));
        await page.GotoAsync("/campaigns");
        wrong.AddRange(await Gallery.LookAsync(page, "campaigns", cancellation));
        return wrong;
    }

    private async Task<IReadOnlyList<string>> PreviewAsync(IPage page)
    {
        await page.GotoAsync("/campaigns/security-policy/spec");
        var wrong = new List<string>(await Gallery.LookAsync(page, "edit", cancellation));
        await page.GotoAsync("/campaigns/security-policy");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Look at diffs and publish" }).ClickAsync();
        await page.ArriveAsync("/campaigns/security-policy/diffs");
        wrong.AddRange(await Gallery.LookAsync(page, "diffs", cancellation));
        await page.GetByRole(AriaRole.Link, new() { Name = "Side by side" }).ClickAsync();
        wrong.AddRange(await Gallery.LookAsync(page, "diffs-split", cancellation));
        await page.Locator(".diff-head h2 a").First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Repositories with this diff" })).ToBeVisibleAsync();
        wrong.AddRange(await Gallery.LookAsync(page, "diff", cancellation));
        return wrong;
    }

    private async Task<IReadOnlyList<string>> PublishAsync(IPage page)
    {
        await page.GotoAsync("/campaigns/security-policy/diffs");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await Assertions.Expect(page.Locator("[data-selected]")).ToContainTextAsync("1 diff ticked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish what is ticked" }).ClickAsync();
        await page.ArriveAsync("/campaigns/security-policy");
        // Live: nobody loads the page again.
        await Assertions.Expect(page.Locator("#bar")).ToContainTextAsync("3 open");
        // The first wave turns out healthy sooner or later; what the day allows is published by then.
        await Assertions.Expect(page.GetByText(Either("Wave [12] of 2")).First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#waiting")).ToContainTextAsync(Either("Wave 2 waits for wave 1|limit is 3"));
        return await Gallery.LookAsync(page, "campaign-wave", cancellation);
    }

    private async Task<IReadOnlyList<string>> MergeAsync(IPage page)
    {
        var wrong = new List<string>();
        await page.GotoAsync("/campaigns/security-policy?state=open");
        await page.Locator("#list").GetByRole(AriaRole.Rowheader).First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Timeline" })).ToBeVisibleAsync();
        wrong.AddRange(await Gallery.LookAsync(page, "changeset-open", cancellation));
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Merge all" }).ClickAsync();
        await Assertions.Expect(page.Locator("#bar")).ToContainTextAsync("3 merged");
        await page.GotoAsync("/campaigns/security-policy");
        await Assertions.Expect(page.Locator("figure.chart svg").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#bar")).ToContainTextAsync("2 ready");
        wrong.AddRange(await Gallery.LookAsync(page, "campaign-merged", cancellation));

        await page.GotoAsync("/campaigns/security-policy?state=merged");
        await page.Locator("#list").GetByRole(AriaRole.Rowheader).First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.Locator(".timeline")).ToContainTextAsync("merged");
        wrong.AddRange(await Gallery.LookAsync(page, "changeset-merged", cancellation));
        return wrong;
    }

    private static Regex Either(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
}
