using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>Where the blob store is: an S3-compatible one (path style), or a folder on disk with <c>file:///dir</c>.</summary>
public sealed class BlobStoreSettings : ISettings
{
    public static string? Dependency => "blobstore";

    /// <summary><c>https://s3.example.com</c>, or <c>file:///dir</c> for the embedded store.</summary>
    [Setting("OCTOBATCH_BLOBSTORE_ENDPOINT", "Octobatch:BlobStore:Endpoint",
        Required = "set it to the S3 endpoint's URL, or to file:///dir for a folder on this machine's disk")]
    public string Endpoint { get; set; } = "";

    [Setting("OCTOBATCH_BLOBSTORE_BUCKET", "Octobatch:BlobStore:Bucket")]
    public string Bucket { get; set; } = "";

    [Setting("OCTOBATCH_BLOBSTORE_ACCESS_KEY_ID", "Octobatch:BlobStore:AccessKeyId")]
    public string AccessKeyId { get; set; } = "";

    [Setting("OCTOBATCH_BLOBSTORE_SECRET_ACCESS_KEY", "Octobatch:BlobStore:SecretAccessKey", Secret = true)]
    public string SecretAccessKey { get; set; } = "";

    /// <summary>For temporary credentials.</summary>
    [Setting("OCTOBATCH_BLOBSTORE_SESSION_TOKEN", "Octobatch:BlobStore:SessionToken", Secret = true)]
    public string? SessionToken { get; set; }

    [Setting("OCTOBATCH_BLOBSTORE_REGION", "Octobatch:BlobStore:Region")]
    public string Region { get; set; } = "us-east-1";

    /// <summary>Whether requests carry a checksum when they need not: stores older than 2025 (Ceph) refuse the trailers.</summary>
    [Setting("OCTOBATCH_BLOBSTORE_REQUEST_CHECKSUM_CALCULATION", "Octobatch:BlobStore:RequestChecksumCalculation")]
    public ChecksumUse RequestChecksumCalculation { get; set; } = ChecksumUse.WhenRequired;

    [Setting("OCTOBATCH_BLOBSTORE_RESPONSE_CHECKSUM_VALIDATION", "Octobatch:BlobStore:ResponseChecksumValidation")]
    public ChecksumUse ResponseChecksumValidation { get; set; } = ChecksumUse.WhenRequired;

    private bool IsFile => Endpoint.StartsWith("file://", StringComparison.Ordinal);

    public IEnumerable<SettingProblem> Validate()
    {
        if (Endpoint.Length == 0)
            yield break;
        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "file"))
            yield return new("OCTOBATCH_BLOBSTORE_ENDPOINT", "OCTOBATCH_BLOBSTORE_ENDPOINT must be an http, https or file URL");
        if (IsFile)
            yield break;
        (string Variable, string Value)[] needed =
        [
            ("OCTOBATCH_BLOBSTORE_BUCKET", Bucket),
            ("OCTOBATCH_BLOBSTORE_ACCESS_KEY_ID", AccessKeyId),
            ("OCTOBATCH_BLOBSTORE_SECRET_ACCESS_KEY", SecretAccessKey),
        ];
        foreach (var (variable, _) in needed.Where(n => n.Value.Length == 0))
            yield return new(variable, $"{variable} is not set: an S3 endpoint needs it");
    }
}

/// <summary>When S3 checksums are used beyond what an operation needs.</summary>
public enum ChecksumUse
{
    WhenRequired,
    WhenSupported,
}
