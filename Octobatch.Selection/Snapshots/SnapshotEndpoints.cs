using System.IO.Compression;
using Octobatch.Selections.Files;
using Octobatch.Selections.Resolution;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Selections.Snapshots;

/// <summary>Snapshots for runs, for the campaign service alone: it names them, reads their lines as a stream, and deletes them with the run.</summary>
internal static class SnapshotEndpoints
{
    private static readonly Failure NotFound = new(404, "snapshot_not_found", "There is no such snapshot", "It was never taken, or was deleted with its run.");

    public static void MapSnapshots(this IEndpointRouteBuilder app)
    {
        var snapshot = app.MapGroup("/internal/snapshots/{id}").RequireIssuer(OctobatchService.Campaign);
        snapshot.MapPut("", TakeAsync);
        snapshot.MapGet("", FindAsync);
        snapshot.MapGet("/targets", TargetsAsync);
        snapshot.MapDelete("", DeleteAsync);
    }

    private static async Task<IResult> TakeAsync(
        Guid id, SelectionRequest request, SnapshotStore snapshots, TimeProvider time, CancellationToken cancellation)
    {
        var errors = new List<SelectionError>();
        if (SelectionReader.Read(request, errors) is not { } selection)
            return new InvalidSelection(errors);
        var taken = await snapshots.TakeAsync(id, request, selection, cancellation);
        return taken.Ok ? Results.Ok(taken.Value) : taken.Error.ToFailure(time);
    }

    private static async Task<IResult> FindAsync(Guid id, SnapshotStore snapshots, CancellationToken cancellation) =>
        await snapshots.FindAsync(id, cancellation) is { } snapshot ? Results.Ok(snapshot) : NotFound;

    /// <summary>Every target on a line of its own (application/x-ndjson), in the order of lists.</summary>
    private static async Task<IResult> TargetsAsync(Guid id, SnapshotStore snapshots, CancellationToken cancellation) =>
        await snapshots.OpenAsync(id, cancellation) is { } lines
            ? Results.Stream(new GZipStream(lines, CompressionMode.Decompress), "application/x-ndjson")
            : NotFound;

    private static async Task<IResult> DeleteAsync(Guid id, SnapshotStore snapshots, CancellationToken cancellation)
    {
        await snapshots.DeleteAsync(id, cancellation);
        return Results.NoContent();
    }
}
