using Octobatch.Pages.Tests.Browsing;

namespace Octobatch.Pages.Tests;

/// <summary>Pages that say what went wrong, looked at in a window of their own: of a status like 404 the browser itself complains.</summary>
internal static class Errors
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("error-not-found", "/sign-in/link/used-up/more"), ("error-link-used", "/sign-in/link/used-up"),
    ];

    public static async Task<IReadOnlyList<string>> LookAsync(Chromium chromium, Uri address, CancellationToken cancellation)
    {
        await using var visit = await Visit.BeginAsync(chromium, address);
        var wrong = new List<string>();
        foreach (var (name, path) in Pages)
        {
            await visit.Page.GotoAsync(path);
            wrong.AddRange(await Gallery.LookAsync(visit.Page, name, cancellation));
        }

        wrong.AddRange(visit.Complaints.Where(complaint => !complaint.Contains("Failed to load resource", StringComparison.Ordinal)));
        return wrong;
    }
}
