using System.Text.Json;

namespace Octobatch.GitHub.Errors;

/// <summary>What a REST answer that is no success means.</summary>
internal static class RestErrors
{
    /// <param name="write">Whether the request changes something: then a 5xx leaves its end unclear.</param>
    public static GitHubError Of(int status, ReadOnlySpan<byte> body, RateHeaders rate, bool write)
    {
        var (message, code) = Read(body);
        message = message.Length > 0 ? message : $"GitHub answered {status}.";
        var kind = status switch
        {
            403 or 429 => Limit(status, message, rate) ?? GitHubErrorKind.Forbidden,
            401 => GitHubErrorKind.Unauthorized,
            404 or 410 => GitHubErrorKind.NotFound,
            405 or 409 => GitHubErrorKind.Conflict,
            400 or 422 => GitHubErrorKind.Validation,
            451 => GitHubErrorKind.Forbidden,
            408 or >= 500 => write ? GitHubErrorKind.Unknown : GitHubErrorKind.Unavailable,
            _ => GitHubErrorKind.Unexpected,
        };
        return new(kind, message)
        {
            Status = status,
            Code = code,
            RetryAt = kind switch
            {
                GitHubErrorKind.RateLimited => rate.RetryAt ?? rate.ResetAt,
                GitHubErrorKind.SecondaryLimited or GitHubErrorKind.Unavailable => rate.RetryAt,
                _ => null,
            },
        };
    }

    /// <summary>GitHub refuses for a limit's sake with 403 or 429, and for other reasons with 403 too: the words tell them apart.</summary>
    private static GitHubErrorKind? Limit(int status, string message, RateHeaders rate)
    {
        if (message.Contains("secondary rate limit", StringComparison.OrdinalIgnoreCase)
            || message.Contains("abuse detection", StringComparison.OrdinalIgnoreCase))
            return GitHubErrorKind.SecondaryLimited;
        var usedUp = rate.Remaining == 0 && rate.ResetAt is not null;
        if (usedUp && (status == 429 || message.Contains("rate limit", StringComparison.OrdinalIgnoreCase)))
            return GitHubErrorKind.RateLimited;
        return status == 429 || rate.RetryAt is not null || message.Contains("rate limit", StringComparison.OrdinalIgnoreCase)
            ? GitHubErrorKind.SecondaryLimited
            : null;
    }

    private static (string Message, string? Code) Read(ReadOnlySpan<byte> body)
    {
        try
        {
            if (body.IsEmpty || JsonSerializer.Deserialize(body, ErrorJson.Default.ErrorBody) is not { } error)
                return ("", null);
            var details = new List<string>();
            string? code = null;
            if (error.Errors is { ValueKind: JsonValueKind.Array } errors)
            {
                foreach (var item in errors.EnumerateArray())
                {
                    code ??= Text(item, "code");
                    if ((item.ValueKind == JsonValueKind.String ? item.GetString() : Text(item, "message") ?? Text(item, "code")) is { } detail)
                        details.Add(Text(item, "field") is { } field ? $"{field}: {detail}" : detail);
                }
            }

            return (details.Count == 0 ? error.Message ?? "" : $"{error.Message}: {string.Join("; ", details)}", code);
        }
        catch (JsonException)
        {
            return ("", null); // a proxy's page
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
