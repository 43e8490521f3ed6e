using Microsoft.Net.Http.Headers;
using Octobatch.Campaigns.Artifacts;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Changesets;

/// <summary>
/// A patch as an answer, with its hash as ETag: a weak one, because equal diffs of different base commits have the same hash and yet name
/// other blobs in their <c>index</c> lines.
/// </summary>
internal static class PatchAnswer
{
    public const string MediaType = "text/x-diff";

    public static readonly Failure Gone = new(
        410, "artifact_deleted", "The patch and the log are not kept any more",
        "They are kept for OCTOBATCH_RETENTION_ARTIFACTS_DAYS after their run. Start another preview to have them computed again.");

    /// <param name="key">Of the artifact.</param>
    public static async Task<IResult> OfAsync(HttpContext context, ArtifactStore artifacts, string key, string hash, CancellationToken cancellation)
    {
        var tag = new EntityTagHeaderValue($"\"{hash}\"", isWeak: true);
        context.Response.Headers.CacheControl = "private, no-cache"; // kept by clients, and asked about each time
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            context.Response.GetTypedHeaders().ETag = tag;
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        using var artifact = await artifacts.FindAsync(key, cancellation);
        return artifact is null ? Gone : Results.Bytes(artifact.Patch(), MediaType, entityTag: tag);
    }
}
