using System.Net;
using System.Text;
using System.Text.Json;

namespace Octobatch.Cli.Api;

/// <summary>Octobatch refused, with problem details (RFC 9457); or something on the way there did, without.</summary>
internal sealed class ApiException : StopException
{
    private ApiException(HttpStatusCode status, ApiProblem? problem, string? json, string message)
        : base(ExitCodeOf(status), message) => (Status, Problem, Json) = (status, problem, json);

    public HttpStatusCode Status { get; }

    public ApiProblem? Problem { get; }

    /// <summary>The problem details as they came; null when it came without.</summary>
    public string? Json { get; }

    public static ApiException Of(HttpResponseMessage response, byte[] body, Uri url)
    {
        var status = response.StatusCode;
        if (Read(response, body) is { } problem)
            return new(status, problem, Encoding.UTF8.GetString(body), Words.Of(status, problem, response.Headers.RetryAfter?.Delta));
        var where = (int)status is >= 300 and < 400 && response.Headers.Location is { } location
            ? $"{url} sends callers on to {location}. If that is Octobatch, use that address."
            : $"{url} answers with status {(int)status} and without saying why. Is that Octobatch's address, or a proxy before it?";
        return new(status, null, null, where);
    }

    private static ApiProblem? Read(HttpResponseMessage response, byte[] body)
    {
        try
        {
            return response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                ? JsonSerializer.Deserialize(body, ApiJson.Default.ApiProblem)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ExitCode ExitCodeOf(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => ExitCode.NotAllowed,
        404 or 409 or 410 or 412 => ExitCode.Conflict,
        408 or 429 or 502 or 503 or 504 or (>= 300 and < 400) => ExitCode.Unreachable,
        >= 400 and < 500 => ExitCode.Invalid,
        _ => ExitCode.Failed,
    };
}
