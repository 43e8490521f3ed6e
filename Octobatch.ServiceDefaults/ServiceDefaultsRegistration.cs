using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Events;
using Octobatch.ServiceDefaults.Health;
using Octobatch.ServiceDefaults.Logging;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.Redis;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.ServiceDefaults.Telemetry;
using Octobatch.ServiceDefaults.Time;
using Octobatch.ServiceDefaults.Work;

namespace Octobatch.ServiceDefaults;

/// <summary>What every service has in common; each service's own Add and Map call these first.</summary>
public static class ServiceDefaultsRegistration
{
    private static readonly string[] ListeningKeys = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    /// <param name="assembly">The service's assembly; its embedded <c>*.Scripts.*.sql</c> make up its schema.</param>
    public static void AddServiceDefaults(this WebApplicationBuilder builder, OctobatchService service, System.Reflection.Assembly assembly)
    {
        builder.Services.AddSingleton(service).AddSingleton(new ServiceAssembly(assembly));
        builder.AddRedactedLogging();
        builder.AddProblems();
        builder.AddTelemetry(service);
        builder.AddListening(service);
        builder.AddClock();
        builder.AddPostgres(service);
        builder.AddSettings<RedisSettings>();
        builder.AddSettings<BlobStoreSettings>();
        builder.AddSettings<GitHubSettings>();
        builder.AddSettings<RetentionSettings>();
        builder.Services.AddSingleton<RedisStore>().AddSingleton<AuditLog>().AddSingleton<AuditReader>().AddSingleton<EventArrivals>()
            .AddSingleton(services => services.GetRequiredService<ConfigurationProblems>().Of(HealthNames.BlobStore) is { } problem
                ? throw new DependencyNotConfiguredException(problem)
                : BlobStores.Create(services.GetRequiredService<BlobStoreSettings>()))
            .AddSingleton<WorkerParts>().AddHostedService<StartReport>().AddHostedService<HistorySweep>();
        builder.AddServiceAuth(service);
        builder.AddHealth(service);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DictionaryKeyPolicy = null;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25)); // below Kubernetes' 30
    }

    /// <summary>The pipeline and the endpoints of every service: health; audit rows and webhook events for those that the gateway calls.</summary>
    /// <param name="afterAuthentication">Middleware that runs once the caller is known, before it is decided what the caller may do.</param>
    public static void MapServiceDefaults(this WebApplication app, Action<IApplicationBuilder>? afterAuthentication = null)
    {
        app.UseProblems();
        app.UseServiceAuth();
        afterAuthentication?.Invoke(app);
        app.UseAuthorization();
        app.MapHealth();
        if (!app.Services.GetRequiredService<OctobatchService>().Callers.Contains(OctobatchService.Gateway.Name))
            return;
        app.MapAudit();
        app.MapEvents();
    }

    private static void AddListening(this WebApplicationBuilder builder, OctobatchService service)
    {
        if (!Array.Exists(ListeningKeys, key => builder.Configuration.GetSection(key).Exists()))
            builder.WebHost.UseUrls($"http://localhost:{service.Port}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024; // endpoints that take more say so
        });
    }

    private static void AddClock(this WebApplicationBuilder builder)
    {
        if (builder.Services.Any(s => s.ServiceType == typeof(TimeProvider)))
            return; // a test's
        builder.Services.AddSingleton<PostgresClock>().AddHostedService<PostgresClockSync>();
        builder.Services.TryAddSingleton<TimeProvider>(services => services.GetRequiredService<PostgresClock>());
    }
}
