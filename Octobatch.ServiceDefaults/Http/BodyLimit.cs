using Microsoft.AspNetCore.Http.Metadata;

namespace Octobatch.ServiceDefaults.Http;

/// <summary>
/// Metadata of an endpoint that takes more, or less, than the 1 MiB that others take. The gateway and the service behind it give the same.
/// </summary>
/// <param name="bytes">The largest request body.</param>
public sealed class BodyLimit(long bytes) : IRequestSizeLimitMetadata
{
    /// <summary>Of a campaign's spec: 2 MiB.</summary>
    public const long Spec = 2 * 1024 * 1024;

    public long? MaxRequestBodySize => bytes;
}
