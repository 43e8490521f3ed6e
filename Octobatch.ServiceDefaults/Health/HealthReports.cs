using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Logging;

namespace Octobatch.ServiceDefaults.Health;

/// <summary>Makes the answer of <c>/healthz</c>. Probes that arrive together share one round of checks.</summary>
public sealed class HealthReports(
    OctobatchService service, HealthCheckService checks, ConfigurationProblems problems, SecretRedactor redactor, IHostEnvironment environment)
{
    private readonly Lock gate = new();
    private Task<HealthAnswer>? round;

    public Task<HealthAnswer> AskAsync()
    {
        lock (gate)
        {
            if (round is null or { IsCompleted: true })
                round = Task.Run(RunAsync);
            return round;
        }
    }

    private async Task<HealthAnswer> RunAsync()
    {
        var report = await checks.CheckHealthAsync(r => r.Tags.Contains(HealthNames.DependencyTag));
        var results = report.Entries.Select(e => new DependencyHealth(
            e.Key,
            e.Value.Status == HealthStatus.Healthy,
            Math.Round(e.Value.Duration.TotalMilliseconds, 1),
            e.Value.Description is { } detail ? redactor.Redact(detail) : null)).ToList();
        var wrong = problems.TopLevel.Select(p => p.Message).ToList();
        return new(service.Name, environment.EnvironmentName, wrong.Count == 0 && results.TrueForAll(r => r.Healthy), results,
            wrong.Count == 0 ? null : wrong);
    }
}

/// <summary>The answer of <c>/healthz</c>.</summary>
/// <param name="Problems">Required settings that are missing or unusable and belong to no dependency; absent when there are none.</param>
public sealed record HealthAnswer(
    string Service, string Environment, bool Healthy, IReadOnlyList<DependencyHealth> Checks, IReadOnlyList<string>? Problems);

/// <param name="LatencyMs">How long the check took, in milliseconds.</param>
/// <param name="Detail">Why it is unhealthy; absent when it is healthy.</param>
public sealed record DependencyHealth(string Name, bool Healthy, double LatencyMs, string? Detail);
