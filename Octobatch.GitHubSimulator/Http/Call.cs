using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Octobatch.GitHubSimulator.Limits;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>One request on its way through a handler.</summary>
internal sealed class Call(HttpContext http, Simulator simulator, Caller caller)
{
    private Urls? urls;
    private JsonElement body;

    public HttpContext Http => http;

    public Simulator Simulator => simulator;

    public Caller Caller => caller;

    /// <summary>What the request took from its limits.</summary>
    public Taken Taken { get; set; }

    public DateTimeOffset Now => simulator.Clock.Now;

    public Urls Urls => urls ??= Urls.Of(http.Request);

    /// <summary>The request's JSON object; undefined when it has none.</summary>
    public JsonElement Body => body;

    /// <summary>A value of the path by its name in the route, empty for the end of a path that is not there. The server leaves <c>%2F</c> as it is; GitHub does not.</summary>
    public string Route(string name) =>
        (http.Request.RouteValues[name] as string ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public bool TryRoute(string name, out long number) => long.TryParse(Route(name), out number);

    public string? Query(string name) => http.Request.Query[name] is [{ } value, ..] ? value : null;

    /// <summary>Reads the body; GitHub's own words for one that is not JSON.</summary>
    public async ValueTask<Answer?> ReadBodyAsync()
    {
        if (http.Request.ContentLength is null or 0 && !http.Request.Headers.ContainsKey("Transfer-Encoding"))
            return null;
        try
        {
            using var read = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
            body = read.RootElement.Clone();
        }
        catch (JsonException)
        {
            return Answer.Refused(400, "Problems parsing JSON");
        }

        return body.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? null
            : Answer.Refused(400, "Body should be a JSON object");
    }

    /// <summary>A member of the body that is there and not null.</summary>
    public bool TryBody(string name, out JsonElement value)
    {
        value = default;
        return body.ValueKind is JsonValueKind.Object && body.TryGetProperty(name, out value) && value.ValueKind is not JsonValueKind.Null;
    }

    /// <summary>A string of the body.</summary>
    public bool TryBody(string name, [NotNullWhen(true)] out string? value)
    {
        value = TryBody(name, out JsonElement member) && member.ValueKind is JsonValueKind.String ? member.GetString() : null;
        return value is not null;
    }
}
