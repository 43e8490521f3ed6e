using Microsoft.Extensions.Diagnostics.HealthChecks;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.ServiceDefaults.Health;

/// <summary>Ready when every required setting that belongs to no dependency is usable.</summary>
internal sealed class ConfigurationCheck(ConfigurationProblems problems) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(problems.TopLevel.Any() ? HealthCheckResult.Unhealthy() : HealthCheckResult.Healthy());
}

/// <summary>Ready when the service's schema is up to date.</summary>
internal sealed class SchemaCheck(SchemaState schema) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(schema.Ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
