using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Octobatch.Campaigns.Artifacts;

/// <summary>An artifact's bytes: a zip, so that one request writes all of a change and any tool can look into it.</summary>
internal static class ArtifactZip
{
    public const string Patch = "patch";
    public const string Log = "log";
    public const string Change = "change.json";
    public const string Blobs = "blobs/";

    // The same change gives the same bytes.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static ReadOnlyMemory<byte> Write(Artifact artifact)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, Patch, artifact.Patch.Span);
            Add(zip, Log, Encoding.UTF8.GetBytes(artifact.Log));
            Add(zip, Change, JsonSerializer.SerializeToUtf8Bytes(artifact.Change, Json));
            foreach (var (id, content) in artifact.Blobs.OrderBy(blob => blob.Key, StringComparer.Ordinal))
                Add(zip, Blobs + id, content.Span);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    public static ArtifactChange ReadChange(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<ArtifactChange>(json, Json)!;

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> content)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = NoTime;
        using var stream = entry.Open();
        stream.Write(content);
    }
}
