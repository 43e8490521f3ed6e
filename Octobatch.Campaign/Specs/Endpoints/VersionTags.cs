using Microsoft.Net.Http.Headers;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Specs.Endpoints;

/// <summary>
/// ETags of campaigns: the number of the spec's version in quotes. Versions only grow, so that a spec that comes back after another has
/// a new tag, and nobody replaces what they have not seen.
/// </summary>
internal static class VersionTags
{
    public static readonly Failure Missing = new(
        428, "if_match_required", "Say which version this replaces", "Send If-Match with the ETag that the campaign was read with.");

    public static readonly Failure Differs = new(
        412, "version_differs", "The campaign has another spec by now", "Read it again, and decide whether your change still holds.");

    public static void Set(HttpResponse response, int version) => response.Headers.ETag = Tag(version);

    /// <summary>Whether a version may be replaced, as <c>If-Match</c> says; null when the header is missing or cannot be read.</summary>
    public static Func<int, bool>? MayReplace(HttpRequest request) =>
        request.GetTypedHeaders().IfMatch is { Count: > 0 } tags
            ? version => tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || (!tag.IsWeak && tag.Tag == Tag(version)))
            : null;

    private static string Tag(int version) => $"\"{version}\"";
}
