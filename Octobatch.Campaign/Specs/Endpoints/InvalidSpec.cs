namespace Octobatch.Campaigns.Specs.Endpoints;

/// <summary>400: problem details whose <c>errors</c> list everything that is wrong with a spec.</summary>
internal sealed class InvalidSpec(IReadOnlyList<SpecError> errors) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Results.Problem(
        errors.Count == 1 ? "It has one error." : $"It has {errors.Count} errors.", statusCode: StatusCodes.Status400BadRequest, title: "The spec is not valid",
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["code"] = "invalid_spec",
            ["errors"] = errors.Select(e => new { path = e.Path, line = e.Line, column = e.Column, message = e.Message }).ToArray(),
        }).ExecuteAsync(httpContext);
}
