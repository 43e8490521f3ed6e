using Octobatch.Selections.Files;
using Octobatch.Selections.Queries;
using Octobatch.Selections.Resolution;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Selections.Inventory;

/// <summary><c>GET /api/repositories?query=&amp;after=&amp;limit=</c>: what the inventory has, by owner and name. An empty query takes all.
/// A page may have fewer than <c>limit</c> when the query asks about files; the list ends where <c>next</c> is null.</summary>
internal static class RepositoryEndpoints
{
    public static void MapRepositories(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/repositories", ListAsync).RequireRole(CallerRole.Viewer);

    private static async Task<IResult> ListAsync(
        RepositorySearch search, TimeProvider time, CancellationToken cancellation, string query = "", string? after = null, int? limit = null)
    {
        if (Pages.CheckLimit(limit) is { } wrong)
            return wrong;
        var cursor = after is null ? null : RepositoryCursor.Parse(after);
        if (after is not null && cursor is null)
            return Pages.InvalidCursor;
        var parsed = QueryParser.Parse(query);
        if (parsed.Query is null)
            return new InvalidSelection([.. parsed.Errors.Select(error => SelectionError.Of("query", error))]);
        var found = await search.FindAsync(parsed.Query, cursor, limit ?? Pages.DefaultLimit, cancellation);
        return found.Ok ? Results.Ok(found.Value) : found.Error.ToFailure(time);
    }
}
