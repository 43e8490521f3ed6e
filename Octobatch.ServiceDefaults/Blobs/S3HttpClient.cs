using Amazon.Runtime;

namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>
/// The HTTP connections of one store. The SDK would share them between all clients of the process; apart, a store that
/// leaves a connection in disorder troubles no other. They are renewed now and then, so that a moved address is noticed.
/// </summary>
internal sealed class S3HttpClient : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
    });

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();
}
