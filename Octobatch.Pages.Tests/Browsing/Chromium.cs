using Microsoft.Playwright;
using Octobatch.ServiceDefaults.Processes;
using Xunit;

namespace Octobatch.Pages.Tests.Browsing;

/// <summary>Debian's Chromium, once for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--force-device-scale-factor=1", "--hide-scrollbars",
    ];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public IBrowser Browser => browser ?? throw new InvalidOperationException("There is no browser.");

    public async ValueTask InitializeAsync()
    {
        if (Executables.Find("chromium") is not { } chromium)
        {
            Assert.SkipWhen(Environment.GetEnvironmentVariable("OCTOBATCH_TEST_REQUIRE_ALL") != "1", "Chromium is needed: apt-get install chromium");
            Assert.Fail("Chromium is needed: apt-get install chromium");
            return;
        }

        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, ChromiumSandbox = false, Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
