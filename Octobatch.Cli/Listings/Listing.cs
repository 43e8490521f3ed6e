using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Octobatch.Cli.Api;

namespace Octobatch.Cli.Listings;

/// <summary>
/// Shows a list of the API, page by page as it comes, so that a long one begins at once and needs little memory: a table on a terminal,
/// values between tabs in a pipe, one JSON document of all pages with <c>--json</c>.
/// </summary>
internal static class Listing
{
    private const int LargestPage = 500;

    /// <param name="path">With its query, if any; pages are asked for beyond it.</param>
    /// <param name="limit">How many items at most; null: all.</param>
    /// <param name="nothing">Said on standard error when there are none.</param>
    public static async Task<ExitCode> ShowAsync<T>(
        Session session, string path, JsonTypeInfo<T> type, IReadOnlyList<Column<T>> columns, int? limit, string nothing, CancellationToken cancellation)
    {
        var pages = PagesAsync(session.Client, path, limit, cancellation);
        if (session.Json)
        {
            await WriteJsonAsync(session, pages);
            return ExitCode.Ok;
        }

        var table = new Table<T>(session.Terminal, columns);
        var any = false;
        await foreach (var page in pages)
        {
            table.Write([.. page.Items.Select(item => item.Deserialize(type)!)]);
            any |= page.Items.Count > 0;
        }

        if (!any)
            session.Terminal.Say(nothing);
        return ExitCode.Ok;
    }

    public static async IAsyncEnumerable<RawPage> PagesAsync(
        OctobatchClient client, string path, int? limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var joint = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var left = limit ?? int.MaxValue;
        string? after = null;
        do
        {
            var size = Math.Min(left, LargestPage);
            var cursor = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
            var page = await client.GetAsync($"{path}{joint}limit={size}{cursor}", ApiJson.Default.RawPage, cancellation);
            left -= page.Items.Count;
            after = page.Next;
            yield return page;
        }
        while (after is not null && left > 0);
    }

    // The API's own shape. What a limit cut off can be had from `next`.
    private static async Task WriteJsonAsync(Session session, IAsyncEnumerable<RawPage> pages)
    {
        var terminal = session.Terminal;
        var separator = "{\"items\":[\n"; // only when the first page has come: a refusal is a document of its own
        string? next = null;
        await foreach (var page in pages)
        {
            foreach (var item in page.Items)
            {
                terminal.Write(separator + item.GetRawText());
                separator = ",\n";
            }

            next = page.Next;
        }

        terminal.WriteLine($"{(terminal.HasWritten ? "\n" : "{\"items\":[")}],\"next\":{(next is null ? "null" : JsonSerializer.Serialize(next, ApiJson.Default.String))}}}");
    }
}
