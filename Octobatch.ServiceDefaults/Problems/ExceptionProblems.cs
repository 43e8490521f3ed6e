using System.Net.Sockets;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.ServiceDefaults.Configuration;
using StackExchange.Redis;

namespace Octobatch.ServiceDefaults.Problems;

/// <summary>The one place where exceptions become answers. What they say inside stays in the log.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var failure = Of(exception);
        if (failure.Status is > StatusCodes.Status500InternalServerError)
            LogUnavailable(httpContext.Request.Method, httpContext.Request.Path, failure.Code, exception.GetBaseException().Message);
        await failure.ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>Whether one line says enough: the caller's mistake, or a dependency that is away. Anything else is logged with its stack.</summary>
    internal static bool IsExpected(Exception exception) =>
        exception is OperationCanceledException || Of(exception).Status != StatusCodes.Status500InternalServerError;

    private static Failure Of(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new(413, "body_too_large", "The request body is too large", "Send a smaller body."),
        BadHttpRequestException bad =>
            new(bad.StatusCode, "bad_request", "The request cannot be read", Explain(bad)),
        DependencyNotConfiguredException missing =>
            new(503, "not_configured", "This service is not fully configured", missing.Message),
        NpgsqlException npgsql when IsAway(npgsql) =>
            new(503, "postgres_unavailable", "The database cannot be reached", "Try again in a few seconds.") { RetryAfter = Soon },
        BlobStoreException blobs =>
            new(503, "blobstore_unavailable", "The blob store cannot be used", blobs.Message) { RetryAfter = blobs.CanRetry ? Soon : null },
        SocketException or TimeoutException =>
            new(503, "dependency_unavailable", "Something that this service needs cannot be reached", "Try again in a few seconds.") { RetryAfter = Soon },
        RedisException =>
            new(503, "redis_unavailable", "Redis cannot be reached", "Try again in a few seconds.") { RetryAfter = Soon },
        HttpRequestException =>
            new(502, "service_unreachable", "Another service cannot be reached", "Try again in a few seconds.") { RetryAfter = Soon },
        _ => new(500, "internal_error", "Something went wrong inside", "The log has the reason under this trace id."),
    };

    // Down, refusing us, or not yet brought up to date; an error of one statement is ours.
    private static bool IsAway(NpgsqlException exception) => exception.IsTransient || exception.SqlState is
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
        or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable;

    // ASP.NET's own words name the parameter but not the place in the JSON; that stands in the inner exception.
    private static string Explain(BadHttpRequestException bad) => bad.InnerException switch
    {
        System.Text.Json.JsonException { Path: { } path, LineNumber: var line } =>
            $"The JSON is not valid at {path}, line {line + 1}.",
        System.Text.Json.JsonException => "The body is not valid JSON.",
        _ => bad.Message,
    };

    [LoggerMessage(LogLevel.Warning, "{Method} {Path}: {Code}: {Reason}")]
    private partial void LogUnavailable(string method, string path, string code, string reason);
}
