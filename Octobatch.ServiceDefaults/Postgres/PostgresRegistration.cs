using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.Postgres;

public static class PostgresRegistration
{
    /// <summary>
    /// Registers the service's <see cref="NpgsqlDataSource"/>, whose connections look into the service's own schema.
    /// Without a usable DSN, asking for it throws <see cref="DependencyNotConfiguredException"/>; the application still starts.
    /// </summary>
    public static void AddPostgres(this WebApplicationBuilder builder, OctobatchService service)
    {
        builder.AddSettings<PostgresSettings>();
        builder.Services.AddSingleton(services =>
        {
            var settings = services.GetRequiredService<PostgresSettings>();
            if (services.GetRequiredService<ConfigurationProblems>().Of("postgres") is { } problem)
                throw new DependencyNotConfiguredException(problem);
            var dsn = PostgresDsn.Parse(settings.Dsn).Builder!;
            dsn.SearchPath = service.Schema;
            dsn.ApplicationName ??= $"octobatch-{service.Name}";
            dsn.IncludeErrorDetail = false; // details repeat the values of rows
            return new NpgsqlDataSourceBuilder(dsn.ConnectionString)
                .UseLoggerFactory(services.GetRequiredService<ILoggerFactory>())
                .Build();
        });
        builder.Services.AddSingleton<SchemaState>();
        builder.Services.AddHostedService(services =>
            ActivatorUtilities.CreateInstance<SchemaMigrator>(services, service));
    }

    /// <summary>Adds a library's embedded <c>*.Scripts.*.sql</c> to this service's schema. Asking twice adds them once.</summary>
    public static void AddScripts(this WebApplicationBuilder builder, Assembly assembly)
    {
        var scripts = new ScriptAssembly(assembly);
        if (!builder.Services.Any(s => scripts.Equals(s.ImplementationInstance)))
            builder.Services.AddSingleton(scripts);
    }
}
