using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Octobatch.ServiceDefaults.Health;

internal static class HealthEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // people read it as it is
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void AddHealth(this WebApplicationBuilder builder, OctobatchService service)
    {
        builder.Services.AddHttpClient(GitHubCheck.Client).ConfigurePrimaryHttpMessageHandler(
            () => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        builder.Services.AddSingleton<HealthReports>().AddSingleton<GitHubCheck>();
        string[] dependency = [HealthNames.DependencyTag];
        var checks = builder.Services.AddHealthChecks()
            .AddCheck<PostgresCheck>(HealthNames.Postgres, tags: dependency)
            .AddCheck<RedisCheck>(HealthNames.Redis, tags: dependency)
            .AddCheck<BlobStoreCheck>(HealthNames.BlobStore, tags: dependency)
            .AddCheck<GitHubCheck>(HealthNames.GitHubApi, tags: dependency);
        // The token service works without Postgres, so only a usable configuration makes it ready; the others are nothing without it.
        if (service == OctobatchService.Token)
            checks.AddCheck<ConfigurationCheck>("configuration", tags: [HealthNames.ReadyTag]);
        else
            checks.AddCheck<PostgresCheck>("ready_postgres", tags: [HealthNames.ReadyTag]).AddCheck<SchemaCheck>("schema", tags: [HealthNames.ReadyTag]);
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", HealthAsync).AllowAnonymous().DisableRateLimiting().DisableHttpMetrics().ExcludeFromDescription();
        app.MapGet("/livez", () => Results.Text("alive")).AllowAnonymous().DisableRateLimiting().DisableHttpMetrics().ExcludeFromDescription();
        app.MapGet("/readyz", ReadyAsync).AllowAnonymous().DisableRateLimiting().DisableHttpMetrics().ExcludeFromDescription();
    }

    private static async Task<IResult> HealthAsync(HealthReports reports)
    {
        var answer = await reports.AskAsync();
        return Results.Json(answer, Json, statusCode: answer.Healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadyAsync(HealthCheckService checks, CancellationToken cancellation)
    {
        var report = await checks.CheckHealthAsync(r => r.Tags.Contains(HealthNames.ReadyTag), cancellation);
        return report.Status == HealthStatus.Healthy
            ? Results.Text("ready")
            : Results.Text("not ready", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
