using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.Logging;

internal static class LoggingRegistration
{
    public static void AddRedactedLogging(this WebApplicationBuilder builder)
    {
        var redactor = SettingsRegistration.Instance<SecretRedactor>(builder.Services);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http.HttpClient", LogLevel.Warning)
            .AddFilter("Octobatch.ServiceDefaults.ServiceAuth", LogLevel.Warning).AddFilter("Npgsql", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None) // /healthz says it, and every probe would repeat it
            .AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddSingleton<ILoggerFactory>(services =>
            new RedactingLoggerFactory(ActivatorUtilities.CreateInstance<LoggerFactory>(services), redactor));
    }
}
