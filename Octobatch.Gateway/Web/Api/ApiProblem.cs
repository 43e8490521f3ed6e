using System.Text.Json;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Gateway.Web.Api;

/// <summary>Why the API did not do what a page asked of it. A page that cannot do without returns it as its own answer.</summary>
/// <param name="Errors">Each with its place, where the API lists several.</param>
public sealed record ApiProblem(Failure Failure, IReadOnlyList<ApiError> Errors) : IResult
{
    public ApiProblem(Failure failure) : this(failure, [])
    {
    }

    public Task ExecuteAsync(HttpContext httpContext) => Failure.ExecuteAsync(httpContext);

    public static ApiProblem Of(HttpResponseMessage response, JsonElement problem)
    {
        var status = (int)response.StatusCode;
        var failure = new Failure(
            status, Text(problem, "code") ?? "unknown", Text(problem, "title") ?? "That did not work", Text(problem, "detail") ?? $"The service answered {status}.")
        {
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
        return problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? new(failure, errors.Deserialize<List<ApiError>>(ApiJson.Options)!)
            : new(failure);
    }

    private static string? Text(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <param name="Line">From 1, in a spec.</param>
/// <param name="Column">From 1, in a spec or a query.</param>
/// <param name="Suggestion">What may have been meant.</param>
public sealed record ApiError(string Path, string Message, int? Line, int? Column, string? Suggestion);
