using Microsoft.Playwright;

namespace Octobatch.Pages.Tests.Browsing;

/// <summary>Looks at a page in light, dark and on a phone: a picture of each for people to look at, and what axe-core finds.</summary>
internal static class Gallery
{
    private static readonly (string Name, ColorScheme Scheme, int Width)[] Looks =
    [
        ("light", ColorScheme.Light, 1280), ("dark", ColorScheme.Dark, 1280), ("phone", ColorScheme.Light, 360), ("phone-dark", ColorScheme.Dark, 360),
    ];

    /// <summary>Where the pictures go: <c>artifacts/pages</c> of the repository, which git ignores.</summary>
    private static string Folder { get; } = Directory.CreateDirectory(Path.Combine(Root(AppContext.BaseDirectory), "artifacts", "pages")).FullName;

    /// <summary>Every serious finding, with the look in which it was found; also that a phone has to scroll sideways.</summary>
    /// <param name="most">Only so many of the looks, for a page of which much is the same as on another.</param>
    public static async Task<IReadOnlyList<string>> LookAsync(IPage page, string name, CancellationToken cancellation, int most = int.MaxValue)
    {
        var wrong = new List<string>();
        foreach (var (look, scheme, width) in Looks.Take(most))
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await page.SetViewportSizeAsync(width, 900);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}-{look}.png"), FullPage = true });
            wrong.AddRange((await Axe.SeriousAsync(page, cancellation)).Select(found => $"{name} {look}: {found}"));
            var sideways = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (sideways > 0)
                wrong.Add($"{name} {look}: the page is {sideways} pixels wider than the window");
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(1280, 900);
        return wrong;
    }

    private static string Root(string folder) =>
        File.Exists(Path.Combine(folder, "Octobatch.sln")) ? folder : Root(Directory.GetParent(folder)!.FullName);
}
