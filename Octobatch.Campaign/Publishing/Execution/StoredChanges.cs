using Octobatch.Campaigns.Artifacts;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>Reads changes out of the blob store.</summary>
internal sealed class StoredChanges(ArtifactStore artifacts)
{
    /// <summary>Null when it is gone.</summary>
    public async Task<StoredChange?> FindAsync(string key, CancellationToken cancellation)
    {
        using var artifact = await artifacts.FindAsync(key, cancellation);
        if (artifact is null)
            return null;
        var change = artifact.Change();
        var blobs = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var after in change.Files.Select(file => file.After).OfType<ArtifactSide>())
        {
            if (artifact.Blob(after.BlobId) is { } content)
                blobs[after.BlobId] = content;
        }

        return new(change, blobs);
    }
}
