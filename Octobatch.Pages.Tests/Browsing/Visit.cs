using Microsoft.Playwright;

namespace Octobatch.Pages.Tests.Browsing;

/// <summary>One person's browser window. What its console complains of and what the Content-Security-Policy stops is kept.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    private Visit(IBrowserContext context, IPage page) => (this.context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Errors in the console, exceptions of scripts, and whatever the policy stopped.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public static async Task<Visit> BeginAsync(Chromium chromium, Uri address, bool scripts = true)
    {
        var window = await chromium.Browser.NewContextAsync(new()
        {
            BaseURL = address.AbsoluteUri,
            ViewportSize = new() { Width = 1280, Height = 900 },
            JavaScriptEnabled = scripts,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = "UTC",
        });
        window.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(90_000); // publishing has a pace of its own
        await window.AddInitScriptAsync("addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))");
        var visit = new Visit(window, await window.NewPageAsync());
        visit.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                visit.complaints.Add($"{visit.Page.Url}: {message.Text}");
        };
        visit.Page.PageError += (_, error) => visit.complaints.Add($"{visit.Page.Url}: {error}");
        return visit;
    }

    public async Task SignInAsync(string key)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("API key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.ArriveAsync("/campaigns");
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
