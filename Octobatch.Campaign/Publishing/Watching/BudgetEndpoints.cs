using System.Globalization;
using Octobatch.GitHub.Budgets;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Publishing.Watching;

/// <summary>
/// <c>GET /internal/budgets?ids=1,2</c>: what these installations have left, and how closely their pull requests are watched, for the gateway,
/// which shows it beside the installations that the selection service lists.
/// </summary>
internal static class BudgetEndpoints
{
    public const string Path = "/internal/budgets";

    public static void MapBudgets(this IEndpointRouteBuilder app) =>
        app.MapGet(Path, ReadAsync).RequireIssuer(OctobatchService.Gateway).RequireRole(CallerRole.Viewer);

    private static async Task<IResult> ReadAsync(BudgetReader budgets, WatchLoad load, string? ids, CancellationToken cancellation)
    {
        var parts = (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var read = new List<long>(parts.Length);
        foreach (var part in parts)
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return new Failure(400, "invalid_ids", "ids is a list of installation ids", $"\"{part}\" is none.");
            read.Add(id);
        }

        if (read.Count > Pages.MaximumLimit)
            return new Failure(400, "too_many_ids", "Too many ids", $"At most {Pages.MaximumLimit} at once.");
        var left = await budgets.ReadAsync(read, cancellation);
        return Results.Ok((await load.ReadAsync(left, cancellation)).Select((watched, place) => WatchedBudget.Of(left[place], watched.Open, watched.Pace)));
    }
}
