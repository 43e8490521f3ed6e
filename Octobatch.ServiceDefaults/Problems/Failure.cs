using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Octobatch.ServiceDefaults.Problems;

/// <summary>
/// An expected failure as a value. Endpoints return it as it is; it becomes an RFC 9457 problem-details answer with a trace id.
/// </summary>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Code">A stable word for programs, such as <c>installation_suspended</c>; the answer's <c>code</c>.</param>
/// <param name="Title">What went wrong, in a few words.</param>
/// <param name="Detail">What to do about it. Never contains a secret.</param>
public sealed record Failure(int Status, string Code, string Title, string Detail) : IResult
{
    /// <summary>When another try may succeed; sent as <c>Retry-After</c> in whole seconds, rounded up. Null: no retry helps by itself.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (RetryAfter is { } wait)
        {
            var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
            httpContext.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return Results.Problem(
            Detail, statusCode: Status, title: Title,
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = Code }).ExecuteAsync(httpContext);
    }
}
