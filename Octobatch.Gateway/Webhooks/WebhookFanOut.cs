using Octobatch.Gateway.Proxy;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Events;

namespace Octobatch.Gateway.Webhooks;

/// <summary>Hands a delivery to every service that keeps such events, all at once.</summary>
internal sealed partial class WebhookFanOut(
    IHttpClientFactory clients, Destinations destinations, TimeProvider time, ILogger<WebhookFanOut> logger)
{
    /// <summary>GitHub waits 10 s for the answer, so consumers get less.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(7);

    /// <summary>Whether all of them have stored it. Not ended when GitHub hangs up: what is stored needs no redelivery.</summary>
    public async Task<bool> StoreAsync(string name, string delivery, ReadOnlyMemory<byte> body)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        var stored = await Task.WhenAll(Consumers(name).Select(service => StoreAsync(service, name, delivery, body, limit.Token)));
        return stored.All(s => s);
    }

    private static IEnumerable<OctobatchService> Consumers(string name)
    {
        yield return OctobatchService.Campaign;
        yield return OctobatchService.Selection;
        if (name.StartsWith("installation", StringComparison.Ordinal))
            yield return OctobatchService.Token;
    }

    private async Task<bool> StoreAsync(
        OctobatchService service, string name, string delivery, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(destinations.Of(service), EventEndpoints.Path))
            {
                Content = new ReadOnlyMemoryContent(body) { Headers = { { "Content-Type", "application/json" } } },
            };
            request.Headers.TryAddWithoutValidation(EventEndpoints.EventHeader, name);
            request.Headers.TryAddWithoutValidation(EventEndpoints.DeliveryHeader, delivery);
            using var client = clients.CreateClient(service.Name);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
                return true;
            LogNotStored(service.Name, name, delivery, $"it answered {(int)response.StatusCode}");
        }
        catch (Exception e)
        {
            LogNotStored(service.Name, name, delivery, e.GetBaseException().Message);
        }

        return false;
    }

    [LoggerMessage(LogLevel.Warning, "The {Service} service did not store the {Event} delivery {Delivery}: {Reason}")]
    private partial void LogNotStored(string service, string @event, string delivery, string reason);
}
