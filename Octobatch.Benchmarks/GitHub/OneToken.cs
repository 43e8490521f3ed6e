using System.Net;
using System.Text;

namespace Octobatch.Benchmarks.GitHub;

/// <summary>A token service that has one token; what it costs to ask for tokens has a benchmark of its own.</summary>
internal sealed class OneToken(string token) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var end = TimeProvider.System.GetUtcNow().AddMinutes(55);
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent($$"""{"token":"{{token}}","expires_at":"{{end:O}}","cached":true}""", Encoding.UTF8, "application/json"),
        });
    }
}
