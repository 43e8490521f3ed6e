using System.Text.Json;
using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.GraphQL;

/// <summary>What the <c>errors</c> of a GraphQL answer mean; GitHub sends them with status 200.</summary>
internal static class GraphQLErrors
{
    /// <summary>The error that makes the whole answer worthless, or null: partial data stays, with its errors beside it.</summary>
    public static GitHubError? Refusal(ReadOnlySpan<byte> body, RateHeaders rate, bool write)
    {
        if (body.IndexOf("\"errors\""u8) < 0)
            return null;
        try
        {
            if (JsonSerializer.Deserialize(body, GraphQLJson.Default.ErrorsOnly) is not { Errors: { Count: > 0 } errors } answer)
                return null;
            var all = errors.Select(Of).ToList();
            var limited = all.Find(error => error.Kind is GitHubErrorKind.RateLimited or GitHubErrorKind.SecondaryLimited);
            if (limited is not null)
            {
                return limited with
                {
                    RetryAt = rate.RetryAt ?? (limited.Kind is GitHubErrorKind.RateLimited ? rate.ResetAt : null),
                    IsPartly = write && HasData(answer.Data),
                };
            }

            if (answer.Data is { ValueKind: JsonValueKind.Object })
                return null;
            // A mutation that timed out may have happened.
            return write && (all[0].Kind is GitHubErrorKind.Unavailable || all[0] is { Kind: GitHubErrorKind.TooLarge, Code: null })
                ? all[0] with { Kind = GitHubErrorKind.Unknown }
                : all[0];
        }
        catch (JsonException e)
        {
            return new(write ? GitHubErrorKind.Unknown : GitHubErrorKind.Unavailable, $"GitHub's answer cannot be read: {e.Message}");
        }
    }

    public static GitHubError Of(GraphQLErrorJson error)
    {
        var message = error.Message ?? "";
        var kind = error.Type switch
        {
            "RATE_LIMITED" or "RATE_LIMIT" => GitHubErrorKind.RateLimited,
            "NOT_FOUND" => GitHubErrorKind.NotFound,
            "FORBIDDEN" or "INSUFFICIENT_SCOPES" or "SAML_FAILURE" => GitHubErrorKind.Forbidden,
            "STALE_DATA" => GitHubErrorKind.Conflict,
            "UNPROCESSABLE" or "BAD_USER_INPUT" or "ARGUMENT_LIMIT" => GitHubErrorKind.Validation,
            "MAX_NODE_LIMIT_EXCEEDED" or "RESOURCE_LIMITS_EXCEEDED" or "QUERY_TOO_LARGE" => GitHubErrorKind.TooLarge,
            "SERVICE_UNAVAILABLE" or "INTERNAL" => GitHubErrorKind.Unavailable,
            _ => GitHubErrorKind.Validation,
        };
        if (message.Contains("secondary rate limit", StringComparison.OrdinalIgnoreCase)
            || message.Contains("submitted too quickly", StringComparison.OrdinalIgnoreCase)) // cli/cli#4801
            kind = GitHubErrorKind.SecondaryLimited;
        else if (message.Contains("result of a timeout", StringComparison.OrdinalIgnoreCase)
            || message.Contains("couldn't respond to your request in time", StringComparison.OrdinalIgnoreCase))
            kind = GitHubErrorKind.TooLarge;
        else if (message.StartsWith("Something went wrong while executing your query", StringComparison.OrdinalIgnoreCase))
            kind = GitHubErrorKind.Unavailable;
        else if (error.Type is null && message.Contains("API rate limit", StringComparison.OrdinalIgnoreCase))
            kind = GitHubErrorKind.RateLimited;
        return new(kind, message) { Code = error.Type, Path = Path(error.Path) };
    }

    /// <summary>Whether a part of the document was done.</summary>
    private static bool HasData(JsonElement? data) => data is { ValueKind: JsonValueKind.Object } parts
        && parts.EnumerateObject().Any(part => part.Value.ValueKind is not JsonValueKind.Null);

    private static string? Path(IReadOnlyList<JsonElement>? path) =>
        path is null ? null : string.Join('.', path.Select(part => part.ToString()));
}
