using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Octobatch.Tests.Campaigns.Previews;

/// <summary>Notes the bearer tokens of a service's requests, by host.</summary>
internal sealed class SeenTokens
{
    private readonly ConcurrentDictionary<(string Authority, string Token), bool> seen = new();

    public void Watch(IServiceCollection services) => services.ConfigureAll<HttpClientFactoryOptions>(options =>
        options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(new Noting(this))));

    public IReadOnlyList<string> Of(Uri host) => [.. seen.Keys.Where(key => key.Authority == host.Authority).Select(key => key.Token)];

    private sealed class Noting(SeenTokens owner) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Authorization?.Parameter is { } token)
                owner.seen[(request.RequestUri!.Authority, token)] = true;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
