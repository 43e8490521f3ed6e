using System.Text.Json;

namespace Octobatch.Cli.Api;

/// <summary>Why Octobatch refused.</summary>
/// <param name="Code">A stable word such as <c>campaign_not_found</c>.</param>
/// <param name="Errors">Of a spec or a selection: everything that is wrong with it.</param>
internal sealed record ApiProblem(string? Title, string? Detail, string? Code, string? TraceId, IReadOnlyList<ApiProblemError>? Errors)
{
    /// <summary>What stopped a command without Octobatch having refused anything, in the same shape.</summary>
    public static string Of(StopException stop) => JsonSerializer.Serialize(
        new(stop.Message, null, JsonNamingPolicy.SnakeCaseLower.ConvertName(stop.Code.ToString()), null, null), ApiJson.Default.ApiProblem);
}

/// <param name="Line">From 1; null where there are no lines.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
internal sealed record ApiProblemError(string Path, int? Line, int? Column, string Message, string? Suggestion);
