using System.Text.Json;
using Octobatch.Gateway.Proxy;
using Octobatch.Gateway.Web.Api;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Health;

namespace Octobatch.Gateway.Web.Settings;

/// <summary>Asks all four services for their <c>/healthz</c> at the same time.</summary>
internal sealed class ServiceHealth(IHttpClientFactory clients, Destinations destinations, HealthReports own)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8); // a little more than the slowest check of a service

    public async Task<IReadOnlyList<ServiceState>> AskAsync(CancellationToken cancellation) =>
        await Task.WhenAll(OctobatchService.All.Select(service => AskAsync(service, cancellation)));

    private async Task<ServiceState> AskAsync(OctobatchService service, CancellationToken cancellation)
    {
        try
        {
            if (service == OctobatchService.Gateway)
                return Of(service, JsonSerializer.SerializeToElement(await own.AskAsync(), ApiJson.Options));
            using var client = clients.CreateClient(ApiClient.ClientName);
            client.Timeout = Limit;
            using var response = await client.GetAsync(new Uri(destinations.Of(service), "/healthz"), cancellation);
            return Of(service, await response.Content.ReadFromJsonAsync<JsonElement>(cancellation));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or DependencyNotConfiguredException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new(service.Name, false, [e is DependencyNotConfiguredException ? e.Message : "It cannot be reached."], []);
        }
    }

    private static ServiceState Of(OctobatchService service, JsonElement health)
    {
        var answer = health.Deserialize<Answer>(ApiJson.Options)!;
        return new(service.Name, answer.Healthy, answer.Problems ?? [], answer.Checks);
    }

    private sealed record Answer(bool Healthy, IReadOnlyList<CheckState> Checks, IReadOnlyList<string>? Problems);
}
