using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Octobatch.ServiceDefaults.Telemetry;

internal static class TelemetryRegistration
{
    /// <summary>Traces, metrics and logs over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; nothing is collected otherwise.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder, OctobatchService service)
    {
        if (builder.AddSettings<TelemetrySettings>().OtlpEndpoint is null)
            return;

        builder.Logging.AddOpenTelemetry(logging => logging.IncludeFormattedMessage = logging.IncludeScopes = true);
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                $"octobatch-{service.Name}", serviceVersion: typeof(TelemetryRegistration).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation().AddNpgsqlInstrumentation()
                .AddMeter("Octobatch.*"))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(options => options.Filter = http => !IsProbe(http.Request.Path))
                .AddHttpClientInstrumentation().AddNpgsql().AddSource("Octobatch.*")
                .AddProcessor(services => new RedactingSpanProcessor(services.GetRequiredService<SecretRedactor>())))
            .UseOtlpExporter();
    }

    private static bool IsProbe(string? path) => path is "/healthz" or "/livez" or "/readyz";
}
