using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Octobatch.Tests.Infrastructure;

/// <summary>
/// One service as it runs in production, on a free port of loopback, with the given settings and no others: neither this machine's
/// environment nor files reach it. What it logs is kept in <see cref="Logs"/>.
/// </summary>
internal sealed class ServiceHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private ServiceHost(WebApplication app, CapturedLogs logs)
    {
        (this.app, Logs) = (app, logs);
        Address = new Uri(app.Urls.First());
        Client = new HttpClient(new AsksFirst()) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public CapturedLogs Logs { get; }

    public IServiceProvider Services => app.Services;

    /// <param name="add">The service's Add, such as <c>b => b.AddCampaignService()</c>.</param>
    /// <param name="map">The service's Map, such as <c>a => a.MapCampaignService()</c>.</param>
    /// <param name="settings">Flat variables and their values; see <see cref="ServiceSettings"/> for usual ones.</param>
    /// <param name="replace">Runs after <paramref name="add"/> and before the build, to replace services.</param>
    /// <param name="time">Stands for the clock when given.</param>
    /// <param name="reachesInternet">Only for a test that is asked for by name; else HTTP to any host but this machine throws.</param>
    public static async Task<ServiceHost> StartAsync(
        Action<WebApplicationBuilder> add, Action<WebApplication> map, IReadOnlyDictionary<string, string?> settings,
        Action<IServiceCollection>? replace = null, TimeProvider? time = null, bool reachesInternet = false)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("urls", (string?)"http://127.0.0.1:0"), .. settings]);
        if (!reachesInternet)
            builder.Services.ConfigureHttpClientDefaults(http => http.AddHttpMessageHandler(LoopbackOnlyHandler.InChain));
        var logs = new CapturedLogs();
        if (time is not null)
            builder.Services.AddSingleton(time);
        add(builder);
        builder.Logging.ClearProviders().AddProvider(logs);
        replace?.Invoke(builder.Services);
        var built = builder.Build();
        map(built);
        await built.StartAsync();
        return new ServiceHost(built, logs);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }

    /// <summary>
    /// Asks whether a large body is wanted, and waits for the answer: who refuses one closes the connection, which whoever still sends (as after
    /// a second by default) would see instead of the reason.
    /// </summary>
    private sealed class AsksFirst() : DelegatingHandler(new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > 1024 * 1024;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
