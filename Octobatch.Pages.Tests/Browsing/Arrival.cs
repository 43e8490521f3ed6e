using Microsoft.Playwright;

namespace Octobatch.Pages.Tests.Browsing;

internal static class Arrival
{
    /// <summary>
    /// Waits until the page of this whole path is there and loaded. Asked again and again, because <c>WaitForURLAsync</c> waits for ever when loading
    /// ends just before it listens.
    /// </summary>
    public static async Task ArriveAsync(this IPage page, string path)
    {
        await Assertions.Expect(page).ToHaveURLAsync(path);
        while (await page.EvaluateAsync<string>("() => document.readyState") != "complete")
            await Task.Delay(50);
    }
}
