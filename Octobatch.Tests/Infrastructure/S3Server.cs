using Octobatch.ServiceDefaults.Blobs;

namespace Octobatch.Tests.Infrastructure;

/// <summary>A real S3 server with one account.</summary>
public abstract class S3Server : IAsyncDisposable
{
    public abstract string Endpoint { get; }

    public string AccessKeyId => "OCTOBATCHTESTACCESSKEY";

    public string SecretAccessKey { get; } = $"s3-secret-{Guid.NewGuid():N}";

    /// <summary>False for a server that takes any credentials, so that tests of refusals make no sense there.</summary>
    public abstract bool ChecksSignatures { get; }

    /// <summary>Settings for this server and a bucket, which need not exist; other keys where they shall be wrong.</summary>
    public BlobStoreSettings SettingsFor(string bucket, string? accessKeyId = null, string? secretAccessKey = null) => new()
    {
        Endpoint = Endpoint,
        Bucket = bucket,
        AccessKeyId = accessKeyId ?? AccessKeyId,
        SecretAccessKey = secretAccessKey ?? SecretAccessKey,
    };

    public abstract ValueTask DisposeAsync();

    protected async Task WaitUntilItAnswersAsync(Func<bool> hasExited, Func<string> output, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new LoopbackOnlyHandler());
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(Endpoint, cancellationToken);
                return;
            }
            catch (HttpRequestException e)
            {
                if (hasExited()) throw new InvalidOperationException($"The S3 server did not start: {output()}", e);
                await Task.Delay(20, cancellationToken);
            }
        }
    }
}
