using Octobatch.ServiceDefaults.Blobs;

namespace Octobatch.Campaigns.Artifacts;

/// <summary>Changes in the blob store, one blob each. What goes wrong there is a <see cref="BlobStoreException"/>.</summary>
public sealed class ArtifactStore(IBlobStore blobs)
{
    public Task WriteAsync(string key, Artifact artifact, CancellationToken cancellation) =>
        blobs.PutAsync(key, ArtifactZip.Write(artifact), Artifact.ContentType, cancellation);

    /// <summary>The artifact, to be disposed by the caller; null when there is none (any more).</summary>
    public async Task<StoredArtifact?> FindAsync(string key, CancellationToken cancellation)
    {
        await using var stored = await blobs.GetAsync(key, cancellation);
        if (stored is null)
            return null;
        var content = new MemoryStream();
        await stored.CopyToAsync(content, cancellation);
        content.Position = 0;
        return new(content);
    }
}
