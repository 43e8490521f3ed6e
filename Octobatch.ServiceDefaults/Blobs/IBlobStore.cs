namespace Octobatch.ServiceDefaults.Blobs;

public interface IBlobStore
{
    Task CheckAsync(CancellationToken cancellation);
}
