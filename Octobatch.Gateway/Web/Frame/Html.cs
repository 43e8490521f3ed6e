using System.Net.Mime;

namespace Octobatch.Gateway.Web.Frame;

/// <summary>Tells people with a browser from programs.</summary>
internal static class Html
{
    private static readonly PathString[] ForPrograms = ["/api", "/tokens", "/webhooks", "/openapi", "/schemas", "/internal"];

    /// <summary>Whether an answer in HTML is wanted, such as for an error: browsers ask for it when they go to a page or send a form.</summary>
    public static bool IsWanted(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase)
        && !Array.Exists(ForPrograms, path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));
}
