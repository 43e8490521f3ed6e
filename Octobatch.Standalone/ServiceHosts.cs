using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Hosting;
using Octobatch.Campaigns;
using Octobatch.Gateway;
using Octobatch.Selections;
using Octobatch.ServiceDefaults;
using Octobatch.Tokens;

namespace Octobatch.Standalone;

/// <summary>The four services, each its own web application with its own settings, as they would run apart.</summary>
internal sealed class ServiceHosts(StandaloneOptions options, IReadOnlyDictionary<string, string?> settings) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly List<WebApplication> apps = [];

    /// <summary>Starts all four and returns when each says that it is healthy and ready, or when one has not become so within a minute.</summary>
    /// <returns>Each service with what is wrong with it, or null.</returns>
    public async Task<IReadOnlyList<(OctobatchService Service, string? Problem)>> StartAsync(CancellationToken cancellation)
    {
        apps.Add(Build(OctobatchService.Token, b => b.AddTokenService(), a => a.MapTokenService()));
        apps.Add(Build(OctobatchService.Selection, b => b.AddSelectionService(), a => a.MapSelectionService()));
        apps.Add(Build(OctobatchService.Campaign, b => b.AddCampaignService(), a => a.MapCampaignService()));
        apps.Add(Build(OctobatchService.Gateway, b => b.AddGatewayService(), a => a.MapGatewayService()));
        await Task.WhenAll(apps.Select(app => app.StartAsync(cancellation)));
        return await Task.WhenAll(OctobatchService.All.Select(async service => (service, await WaitUntilHealthyAsync(service, cancellation))));
    }

    /// <summary>The gateway first, so that nobody is half served; then what it relied on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var app in Enumerable.Reverse(apps))
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    public Uri Address(OctobatchService service) => options.Address(service.Port - OctobatchService.Gateway.Port);

    private WebApplication Build(OctobatchService service, Action<WebApplicationBuilder> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("urls", (string?)Address(service).AbsoluteUri)]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        add(builder);
        var app = builder.Build();
        map(app);
        return app;
    }

    private async Task<string?> WaitUntilHealthyAsync(OctobatchService service, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = Address(service) };
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var response = await client.GetAsync("/healthz", cancellation);
            using var ready = await client.GetAsync("/readyz", cancellation); // its schema is there too
            if (response.IsSuccessStatusCode && ready.IsSuccessStatusCode)
                return null;
            var health = await response.Content.ReadFromJsonAsync<Health>(cancellation);
            if (TimeProvider.System.GetElapsedTime(started) > StartLimit || health?.Problems is { Count: > 0 })
                return health is { Words: { Length: > 0 } words } ? words : "its database schema is not up to date";
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }

    private sealed record Check(string Name, bool Healthy, string? Detail);

    private sealed record Health(
        [property: JsonPropertyName("checks")] IReadOnlyList<Check> Checks,
        [property: JsonPropertyName("problems")] IReadOnlyList<string>? Problems)
    {
        public string Words => string.Join("; ", (Problems ?? []).Concat(Checks.Where(c => !c.Healthy).Select(c => $"{c.Name}: {c.Detail}")));
    }

    /// <summary>Signals are Standalone's to answer, for all services in order.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
