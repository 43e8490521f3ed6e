using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.GitHub.Budgets;

/// <summary>
/// <c>GET /internal/budgets?ids=1,2</c>: what these installations have left, for the gateway, which shows it beside the installations that
/// the selection service lists. Only a service that writes to GitHub has it, because the content budget lies in its schema.
/// </summary>
public static class BudgetEndpoints
{
    public const string Path = "/internal/budgets";

    public static void MapBudgets(this IEndpointRouteBuilder app) =>
        app.MapGet(Path, ReadAsync).RequireIssuer(OctobatchService.Gateway).RequireRole(CallerRole.Viewer);

    private static async Task<IResult> ReadAsync(BudgetReader budgets, string? ids, CancellationToken cancellation)
    {
        var parts = (ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var read = new List<long>(parts.Length);
        foreach (var part in parts)
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return new Failure(400, "invalid_ids", "ids is a list of installation ids", $"\"{part}\" is none.");
            read.Add(id);
        }

        return read.Count > Pages.MaximumLimit
            ? new Failure(400, "too_many_ids", "Too many ids", $"At most {Pages.MaximumLimit} at once.")
            : Results.Ok(await budgets.ReadAsync(read, cancellation));
    }
}
