using Amazon.Runtime;
using Amazon.S3;

namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>Makes the S3 client: path style, the given credentials alone, and few retries.</summary>
internal static class S3Clients
{
    public static AmazonS3Client Create(BlobStoreSettings settings, HttpClientFactory http) => new(
        string.IsNullOrEmpty(settings.SessionToken)
            ? new BasicAWSCredentials(settings.AccessKeyId, settings.SecretAccessKey)
            : new SessionAWSCredentials(settings.AccessKeyId, settings.SecretAccessKey, settings.SessionToken),
        new AmazonS3Config
        {
            ServiceURL = settings.Endpoint,
            AuthenticationRegion = settings.Region,
            ForcePathStyle = true,
            HttpClientFactory = http,
            // One retry hides a dropped connection; who wants more has a queue, and who waits has a token.
            MaxErrorRetry = 1,
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            RequestChecksumCalculation = settings.RequestChecksumCalculation == ChecksumUse.WhenSupported
                ? RequestChecksumCalculation.WHEN_SUPPORTED
                : RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = settings.ResponseChecksumValidation == ChecksumUse.WhenSupported
                ? ResponseChecksumValidation.WHEN_SUPPORTED
                : ResponseChecksumValidation.WHEN_REQUIRED,
        });
}
