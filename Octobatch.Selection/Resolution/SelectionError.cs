using Octobatch.Selections.Queries;

namespace Octobatch.Selections.Resolution;

/// <summary>What is wrong with a selection, and where.</summary>
/// <param name="Path">Such as <c>select[0].query</c>.</param>
/// <param name="Column">In a query, the character it is about, from 1.</param>
/// <param name="Suggestion">What may have been meant.</param>
public sealed record SelectionError(string Path, string Message, int? Column = null, string? Suggestion = null)
{
    public static SelectionError Of(string path, QueryError error) => new(path, error.Message, error.Column, error.Suggestion);
}

/// <summary>400 with every error, as <c>errors</c> of the problem details; the first also in words.</summary>
internal sealed record InvalidSelection(IReadOnlyList<SelectionError> Errors) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var first = Errors[0];
        var words = first.Column is { } column ? new QueryError(column, first.Message, first.Suggestion).ToString() : first.Message;
        return Results.Problem(
            $"{first.Path}: {words}", statusCode: StatusCodes.Status400BadRequest, title: "The selection has errors",
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = "invalid_selection", ["errors"] = Errors })
            .ExecuteAsync(httpContext);
    }
}
