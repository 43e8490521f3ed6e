using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.ServiceDefaults.Http;

public static class ServiceClients
{
    /// <summary>
    /// Registers the named <see cref="HttpClient"/> (its name is the service's) that calls another service: signed with a service token,
    /// with a time limit, and tried again only for methods that change nothing. Asking twice registers it once.
    /// </summary>
    /// <param name="patience">How long an answer may take, where that is longer than what others get.</param>
    public static void AddServiceClient<TAddress>(this WebApplicationBuilder builder, OctobatchService service, TimeSpan? patience = null)
        where TAddress : class, IServiceAddress, new()
    {
        var registered = new RegisteredClient(service.Name);
        if (builder.Services.Any(s => registered.Equals(s.ImplementationInstance)))
            return;
        builder.Services.AddSingleton(registered);
        var address = builder.AddSettings<TAddress>();
        builder.Services.AddHttpContextAccessor();
        var client = builder.Services.AddHttpClient(service.Name, http =>
        {
            http.BaseAddress = address.Url;
            if (patience is not null)
                http.Timeout = Timeout.InfiniteTimeSpan; // the handler below has the limit
        });
        client.AddStandardResilienceHandler(options =>
        {
            options.Retry.DisableForUnsafeHttpMethods();
            options.Retry.MaxRetryAttempts = 2;
            options.Retry.Delay = TimeSpan.FromMilliseconds(200);
            if (patience is not { } longest)
                return;
            options.AttemptTimeout.Timeout = longest;
            options.TotalRequestTimeout.Timeout = longest;
            options.CircuitBreaker.SamplingDuration = longest * 2; // what the breaker asks for
        });
        client.AddHttpMessageHandler(services => new ServiceTokenHandler(
            service, services.GetRequiredService<ServiceTokenIssuer>(), services.GetRequiredService<IHttpContextAccessor>()));
    }

    private sealed record RegisteredClient(string Name);
}
