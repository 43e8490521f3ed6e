using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Audit;

/// <summary>Admins read what everybody did.</summary>
internal static class AuditTrailEndpoints
{
    public static void MapAuditTrail(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/audit", ReadAsync).RequireRole(CallerRole.Admin)
            .WithName("ReadAudit").WithSummary("Read the audit rows of all services, newest first").WithTags("audit")
            .Produces<AuditPage>().ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<IResult> ReadAsync(AuditTrail trail, string? after, int? limit, CancellationToken cancellation)
    {
        if (Pages.CheckLimit(limit) is { } failure)
            return failure;
        AuditCursor? from = null;
        if (after is not null && !AuditCursor.TryParse(after, out from))
            return Pages.InvalidCursor;
        return Results.Ok(await trail.ReadAsync(from, limit ?? Pages.DefaultLimit, cancellation));
    }
}
