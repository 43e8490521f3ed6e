using System.Net;
using System.Text;
using Octobatch.GitHub.Requests;

namespace Octobatch.Tests.GitHub;

/// <summary>Gives out clients whose requests end in the test. A name that the test did not set throws.</summary>
internal sealed class StubClients : IHttpClientFactory
{
    public required Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> GitHub { get; init; }

    /// <summary>The token service; by default it has a new token for everybody, minted an hour's beginning ago.</summary>
    public required Func<HttpRequestMessage, HttpResponseMessage> Tokens { get; init; }

    public HttpClient CreateClient(string name) => new(new Handler(name switch
    {
        GitHubTransport.Client => GitHub,
        "token" => (request, _) => Task.FromResult(Tokens(request)),
        _ => throw new InvalidOperationException($"No test expects calls to {name}"),
    }))
    {
        BaseAddress = new Uri("http://token.test/"),
    };

    public static HttpResponseMessage Json(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private sealed class Handler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request, cancellationToken);
    }
}
