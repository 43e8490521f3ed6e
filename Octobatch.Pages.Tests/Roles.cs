using Microsoft.Playwright;
using Octobatch.Pages.Tests.Browsing;

namespace Octobatch.Pages.Tests;

/// <summary>The pages as those see them who may do less, up to the one that says that something is not theirs.</summary>
internal static class Roles
{
    private const string Campaign = "/campaigns/each-its-own";

    public static async Task<IReadOnlyList<string>> LookAsync(Chromium chromium, RunningPages pages, CancellationToken cancellation)
    {
        var wrong = new List<string>();
        foreach (var role in (string[])["viewer", "operator"])
        {
            await using var visit = await Visit.BeginAsync(chromium, pages.Address);
            await visit.SignInAsync(await pages.CreateKeyAsync(role, cancellation));
            var page = visit.Page;
            await page.GotoAsync($"{Campaign}/diffs");
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Publish what is ticked" })).ToHaveCountAsync(role == "viewer" ? 0 : 1);
            var diff = (await page.Locator(".diff-head h2 a").First.GetAttributeAsync("href"))!;
            var changeset = $"{Campaign}/changesets/{await page.Locator(".diff .names").First.TextContentAsync()}";
            (string Name, string Path)[] looks =
            [
                ("campaign", Campaign), ("diffs", $"{Campaign}/diffs"), ("diffs-split", $"{Campaign}/diffs?view=split"),
                ("diff-file", $"{diff}&file=0"), ("diff-file-split", $"{diff}&file=0&view=split"), ("changeset", changeset), ("settings", "/settings"),
            ];
            // What is the same for both is looked at once.
            foreach (var (name, path) in looks.Where(look => role == "viewer" || look.Name is "campaign" or "diffs" or "changeset"))
            {
                await page.GotoAsync(path);
                wrong.AddRange(await Gallery.LookAsync(page, $"{role}-{name}", cancellation, most: 1));
            }

            wrong.AddRange(visit.Complaints);
            await page.GotoAsync("/keys");
            await Assertions.Expect(page.Locator(".problem")).ToContainTextAsync("Status 403");
            wrong.AddRange(await Gallery.LookAsync(page, $"{role}-not-allowed", cancellation, role == "viewer" ? int.MaxValue : 1));
        }

        return wrong;
    }
}
