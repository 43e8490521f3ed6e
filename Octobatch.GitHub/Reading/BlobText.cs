using System.Text;
using System.Text.Json;

namespace Octobatch.GitHub.Reading;

/// <summary>The bytes of a blob as GraphQL's <c>text</c> may give them.</summary>
internal static class BlobText
{
    /// <summary>Null when the text is not there, not whole, or not what the repository holds: then REST has the bytes.</summary>
    public static ReadOnlyMemory<byte>? Of(JsonElement blob, string oid)
    {
        if (!blob.TryGetProperty("text", out var found) || found.GetString() is not { } text
            || blob.GetProperty("isTruncated").GetBoolean() || blob.GetProperty("isBinary").ValueKind == JsonValueKind.True)
            return null;
        var bytes = Encoding.UTF8.GetBytes(text);
        // Not `? bytes : null`: that null would be an array's, and so empty memory.
        if (BlobId.Of(bytes) != oid)
            return null;
        return bytes;
    }
}
