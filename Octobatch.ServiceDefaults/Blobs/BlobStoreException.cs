namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>The blob store refused or could not be reached. The message is safe to show: it holds no secret.</summary>
public sealed class BlobStoreException(string message, bool canRetry, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when the same call may work later (store unreachable or busy), false when something must be corrected first.</summary>
    public bool CanRetry { get; } = canRetry;
}
