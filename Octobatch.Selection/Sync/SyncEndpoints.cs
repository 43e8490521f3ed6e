using Npgsql;
using Octobatch.Selections.Inventory;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Selections.Sync;

/// <summary>
/// <c>GET /api/inventory</c>: how far each installation's inventory is. <c>GET /api/installations</c>: what is installed where, and may do
/// what. <c>POST /api/inventory/sync</c> (operators): look at everything now.
/// </summary>
internal static class SyncEndpoints
{
    public static void MapSyncs(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/inventory", ListSyncsAsync).RequireRole(CallerRole.Viewer);
        app.MapGet("/api/installations", ListInstallationsAsync).RequireRole(CallerRole.Viewer);
        app.MapPost("/api/inventory/sync", SyncAsync).RequireRole(CallerRole.Operator);
    }

    private static Task<IResult> ListSyncsAsync(InstallationReader installations, CancellationToken cancellation, string? after = null, int? limit = null) =>
        PageAsync(after, limit, (id, size) => installations.SyncsAsync(id, size, cancellation), sync => sync.InstallationId);

    private static Task<IResult> ListInstallationsAsync(InstallationReader installations, CancellationToken cancellation, string? after = null, int? limit = null) =>
        PageAsync(after, limit, (id, size) => installations.ListAsync(id, size, cancellation), installation => installation.Id);

    private static async Task<IResult> PageAsync<T>(string? after, int? limit, Func<long, int, Task<List<T>>> read, Func<T, long> id)
    {
        if (Pages.CheckLimit(limit) is { } wrong)
            return wrong;
        var last = 0L;
        if (after is not null && !long.TryParse(after, out last))
            return Pages.InvalidCursor;
        var size = limit ?? Pages.DefaultLimit;
        return Results.Ok((await read(last, size + 1)).ToPage(size, item => $"{id(item)}"));
    }

    private static async Task<IResult> SyncAsync(
        HttpContext http, SyncStore syncs, SyncSignal signal, NpgsqlDataSource postgres, AuditLog audit, CancellationToken cancellation)
    {
        var caller = Caller.From(http.User) ?? Caller.System;
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var accepted = await syncs.RequestAsync(connection, cancellation);
        await audit.WriteAsync(connection, new AuditEntry(caller.Subject, "inventory.sync_requested", "inventory") { CorrelationId = caller.CorrelationId }, cancellation);
        await transaction.CommitAsync(cancellation);
        signal.Set();
        return Results.Accepted("/api/inventory", new SyncAccepted(accepted));
    }

    /// <param name="Accepted">Installations that are due now; those that are under way go on and are not counted.</param>
    private sealed record SyncAccepted(int Accepted);
}
