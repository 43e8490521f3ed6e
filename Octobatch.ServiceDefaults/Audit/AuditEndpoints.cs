using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.ServiceDefaults.Audit;

/// <summary>
/// <c>GET /internal/audit?before=&amp;limit=</c>: this service's audit rows, newest first, for the gateway, which merges those of all
/// services for admins. <c>before</c> is an <see cref="AuditPosition"/>.
/// </summary>
public static class AuditEndpoints
{
    public const string Path = "/internal/audit";

    public static void MapAudit(this IEndpointRouteBuilder app) =>
        app.MapGet(Path, ReadAsync).RequireIssuer(OctobatchService.Gateway).RequireRole(CallerRole.Admin);

    private static async Task<IResult> ReadAsync(AuditReader reader, AuditPosition? before, int? limit, CancellationToken cancellation) =>
        Pages.CheckLimit(limit) as IResult
        ?? Results.Ok(await reader.ReadAsync(before, limit ?? Pages.DefaultLimit, cancellation));
}
