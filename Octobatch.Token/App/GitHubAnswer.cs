using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Octobatch.Tokens.App;

/// <summary>What GitHub answered, whatever its status.</summary>
internal sealed record GitHubAnswer(int Status, HttpResponseHeaders Headers, string? ContentType, byte[] Body)
{
    /// <summary>The <c>message</c> of an error; empty when there is none.</summary>
    public string Message { get; } = Status < 400 ? "" : MessageOf(Body);

    // In the words that GitHub's clients match too.
    public bool SaysKeyIsWrong => Status == 401 && Message.Contains("could not be decoded", StringComparison.OrdinalIgnoreCase);

    public bool SaysTimeIsWrong => Status == 401
        && (Message.Contains("'iat'", StringComparison.Ordinal) || Message.Contains("'exp'", StringComparison.Ordinal)
            || Message.Contains("Issued at", StringComparison.OrdinalIgnoreCase) || Message.Contains("Expiration time", StringComparison.OrdinalIgnoreCase));

    /// <summary>The App itself is unknown or its keys are not accepted.</summary>
    public bool RefusesTheApp => Status == 401 || (Status == 404 && Message.Contains("Integration not found", StringComparison.OrdinalIgnoreCase));

    /// <summary>A primary or secondary limit was hit.</summary>
    public bool IsLimited => Status == 429
        || (Status == 403 && (Headers.RetryAfter is not null || Remaining == 0 || Message.Contains("rate limit", StringComparison.OrdinalIgnoreCase)));

    /// <summary>
    /// How long to leave GitHub alone after a limit: <c>Retry-After</c>, else until the limit's reset, else a minute:
    /// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
    /// </summary>
    public TimeSpan WaitAfterLimit(DateTimeOffset now)
    {
        if (RetryAfter(now) is { } told)
            return told;
        return Remaining == 0 && Number("x-ratelimit-reset") is { } reset && DateTimeOffset.FromUnixTimeSeconds(reset) - now is { Ticks: > 0 } left
            ? left
            : TimeSpan.FromMinutes(1);
    }

    public TimeSpan? RetryAfter(DateTimeOffset now) => Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > now => date - now,
        _ => null,
    };

    private long? Remaining => Number("x-ratelimit-remaining");

    private long? Number(string header) =>
        Headers.TryGetValues(header, out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 100_000_000_000
            ? number
            : null;

    private static string MessageOf(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message)
                ? message.ToString()
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
