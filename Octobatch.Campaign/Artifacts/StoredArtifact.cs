using System.IO.Compression;
using System.Text;

namespace Octobatch.Campaigns.Artifacts;

/// <summary>An artifact out of the blob store. Its parts are unpacked when they are asked for.</summary>
public sealed class StoredArtifact : IDisposable
{
    private readonly ZipArchive zip;

    /// <param name="content">The whole zip, seekable; goes with this.</param>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal StoredArtifact(Stream content) => zip = new(content, ZipArchiveMode.Read);

    public byte[] Patch() => Read(ArtifactZip.Patch) ?? [];

    public string Log() => Encoding.UTF8.GetString(Read(ArtifactZip.Log) ?? []);

    public ArtifactChange Change() =>
        Read(ArtifactZip.Change) is { } json ? ArtifactZip.ReadChange(json) : new([], [], []);

    /// <summary>A new content; null when the change has none of that id.</summary>
    public byte[]? Blob(string id) => Read(ArtifactZip.Blobs + id);

    public void Dispose() => zip.Dispose();

    private byte[]? Read(string name)
    {
        if (zip.GetEntry(name) is not { } entry)
            return null;
        using var stream = entry.Open();
        using var bytes = new MemoryStream((int)entry.Length);
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
