namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>Makes the blob store that the settings describe.</summary>
public static class BlobStores
{
    /// <exception cref="ArgumentException">The endpoint cannot be understood.</exception>
    public static IBlobStore Create(BlobStoreSettings settings) =>
        Uri.TryCreate(settings.Endpoint, UriKind.Absolute, out var endpoint)
            ? endpoint.Scheme switch
            {
                "file" when endpoint.Host.Length == 0 => new FileBlobStore(endpoint.LocalPath),
                "http" or "https" => new S3BlobStore(settings),
                _ => throw NotUnderstood(nameof(settings)),
            }
            : throw NotUnderstood(nameof(settings));

    // The endpoint itself stays out of the message, as somebody may have put credentials into it.
    private static ArgumentException NotUnderstood(string parameter) =>
        new("The blob store's endpoint must be http://HOST, https://HOST or file:///DIR.", parameter);
}
