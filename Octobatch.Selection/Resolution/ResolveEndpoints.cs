using Octobatch.Selections.Files;
using Octobatch.Selections.Inventory;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Selections.Resolution;

/// <summary>
/// <c>POST /api/selections/resolve</c>: every repository that a selection considers, with the reason for being in or out. Writes nothing.
/// The next page is the same body with <c>?after=</c>; <c>?included=</c> true or false shows one side alone.
/// </summary>
internal static class ResolveEndpoints
{
    public static void MapResolve(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/selections/resolve", ResolveAsync).RequireRole(CallerRole.Viewer);

    private static async Task<IResult> ResolveAsync(
        SelectionRequest request, Resolver resolver, TimeProvider time, CancellationToken cancellation, string? after = null, int? limit = null, bool? included = null)
    {
        if (Pages.CheckLimit(limit) is { } wrong)
            return wrong;
        var cursor = after is null ? null : RepositoryCursor.Parse(after);
        if (after is not null && cursor is null)
            return Pages.InvalidCursor;
        var errors = new List<SelectionError>();
        if (SelectionReader.Read(request, errors) is not { } selection)
            return new InvalidSelection(errors);
        var resolved = await resolver.ResolveAsync(selection, cancellation);
        if (!resolved.Ok)
            return resolved.Error.ToFailure(time);
        var page = resolved.Value.Page(cursor, limit ?? Pages.DefaultLimit, included).ToPage(limit ?? Pages.DefaultLimit, CursorOf);
        return Results.Ok(new ResolvedPage(resolved.Value.Count(), page.Items, page.Next));
    }

    private static string CursorOf(Target target)
    {
        var slash = target.Repository.IndexOf('/', StringComparison.Ordinal);
        return RepositoryCursor.Of(target.Repository[..slash], target.Repository[(slash + 1)..], target.RepositoryId ?? 0).ToString();
    }

    /// <param name="Counts">Of all, not of this page.</param>
    private sealed record ResolvedPage(ResolutionCounts Counts, IReadOnlyList<Target> Items, string? Next);
}
