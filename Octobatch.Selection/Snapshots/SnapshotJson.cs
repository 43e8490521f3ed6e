using System.Text.Json;

namespace Octobatch.Selections.Snapshots;

internal static class SnapshotJson
{
    /// <summary>As in answers, so that a line of a snapshot reads like an item of a resolution.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
