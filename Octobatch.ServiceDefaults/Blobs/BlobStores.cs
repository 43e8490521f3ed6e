namespace Octobatch.ServiceDefaults.Blobs;

public static class BlobStores
{
    public static IBlobStore Create(BlobStoreSettings settings) => throw new NotSupportedException(settings.Endpoint);
}
